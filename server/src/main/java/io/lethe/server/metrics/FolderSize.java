package io.lethe.server.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** What a folder takes on the disk, looked up twice a minute at most. Safe for many threads. */
final class FolderSize {
  private static final long STALE_NANOS = Duration.ofSeconds(30).toNanos();

  private final Path folder;
  private long known = -1;
  private long at;

  FolderSize(Path folder) {
    this.folder = folder;
  }

  synchronized double bytes() {
    if (known < 0 || System.nanoTime() - at > STALE_NANOS) {
      known = sum();
      at = System.nanoTime();
    }
    return known;
  }

  private long sum() {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(FolderSize::size).sum();
    } catch (IOException | UncheckedIOException e) {
      return Math.max(0, known); // files come and go while we look
    }
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
