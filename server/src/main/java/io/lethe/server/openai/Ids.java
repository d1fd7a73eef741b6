package io.lethe.server.openai;

import java.util.UUID;

/** Names of answers and their items. */
final class Ids {
  private Ids() {}

  /** A name that nobody guesses: the prefix and 32 hexadecimal digits. */
  static String fresh(String prefix) {
    return prefix + UUID.randomUUID().toString().replace("-", "");
  }
}
