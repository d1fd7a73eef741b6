package io.lethe.cli;

import java.util.Locale;

/** Sizes for people. */
final class Megabytes {
  private Megabytes() {}

  /** 98 MB, 4.7 GB: decimal, as downloads are counted. */
  static String of(long bytes) {
    return bytes < 1_000_000_000
        ? "%d MB".formatted(Math.round(bytes / 1e6))
        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
