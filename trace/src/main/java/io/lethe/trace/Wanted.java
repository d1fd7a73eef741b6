package io.lethe.trace;

import java.util.Locale;

/** What records of this package ask of their components. */
final class Wanted {
  /** One above the highest position, as in the KV cache. */
  static final long POSITION_LIMIT = 1L << 53;

  private static final int MOST_SHOWN = 80;

  private Wanted() {}

  static long atLeast(long least, long found, String what) {
    return within(least, Long.MAX_VALUE, found, what);
  }

  static long within(long least, long most, long found, String what) {
    if (found < least || found > most) {
      String range = most == Long.MAX_VALUE ? least + " or more" : least + " to " + most;
      throw new IllegalArgumentException("found %d as %s, wanted %s".formatted(found, what, range));
    }
    return found;
  }

  static void positions(long first, long count) {
    within(0, POSITION_LIMIT, first, "first position");
    if (count > POSITION_LIMIT - first) {
      throw new IllegalArgumentException(
          "found %d positions from %d on, wanted none past %d"
              .formatted(count, first, POSITION_LIMIT - 1));
    }
  }

  static void words(String found, String what) {
    if (found.isBlank()) {
      throw new IllegalArgumentException("found no " + what + ", wanted some text");
    }
  }

  static void hex(int bytes, String found, String what) {
    if (found.length() != 2 * bytes || !isHex(found)) {
      throw new IllegalArgumentException(
          "found \"%s\" as %s, wanted %d lower-case hexadecimal digits"
              .formatted(shown(found), what, 2 * bytes));
    }
  }

  static void hex(String found, String what) {
    if (found.isEmpty() || found.length() % 2 != 0 || !isHex(found)) {
      throw new IllegalArgumentException(
          "found \"%s\" as %s, wanted lower-case hexadecimal digits, two a byte"
              .formatted(shown(found), what));
    }
  }

  /** No regular expression: the hundreds of names in a checkpoint are read in a fresh process. */
  private static boolean isHex(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
        return false;
      }
    }
    return true;
  }

  /** How a constant is called in a trace. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** As much of a text as a message can hold. */
  static String shown(String text) {
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
  }
}
