package io.lethe.session;

import io.lethe.engine.Engine;
import io.lethe.engine.EngineOptions;
import io.lethe.kv.KvSequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A model and the sessions of a folder, opened and closed as often as a test likes. */
record House(Path home, Engine engine, Sessions sessions) implements AutoCloseable {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);
  private static final Path TINY =
      Path.of("..", "model", "src", "test", "resources", "io", "lethe", "model", "tiny");

  /** A tiny random model of two layers; blocks of 32 slots. */
  static EngineOptions tiny(String name) {
    return EngineOptions.of(TINY.resolve(name + ".gguf")).withThreads(1).withSlots(32);
  }

  static House open(Path home, EngineOptions options) {
    Engine engine = Engine.open(options);
    return new House(home, engine, new Sessions(engine, "test", home, 1L << 30, CLOCK));
  }

  Session plain(String name) {
    return sessions.create(name, SessionOptions.PLAIN);
  }

  /** The files of stored blocks, the oldest first. */
  static List<Path> blocks(Path home) {
    try (Stream<Path> files = Files.walk(home.resolve("blocks"))) {
      return files
          .filter(file -> Files.isRegularFile(file) && size(file) > 1000)
          .sorted(Comparator.comparing(House::modified).thenComparing(Path::toString))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file of a block. */
  static Path block(Path home, String id) {
    return blocks(home).stream()
        .filter(file -> file.toString().contains(id.substring(8)))
        .findFirst()
        .orElseThrow();
  }

  static long blockBytes(Path home) {
    return blocks(home).stream().mapToLong(House::size).sum();
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every block of the pool is held by one of these sessions, and by nobody else. */
  void checkIntegrity(Session... open) {
    sessions.flush();
    List<KvSequence> sequences =
        Arrays.stream(open).map(session -> session.tokens().sequence()).toList();
    engine.pool().checkIntegrity(sequences);
  }

  @Override
  public void close() {
    sessions.close();
    engine.close();
  }
}
