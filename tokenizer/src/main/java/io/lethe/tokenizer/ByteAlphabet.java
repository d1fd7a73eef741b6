package io.lethe.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The letters with which byte-level vocabularies write bytes: the printable characters of Latin-1
 * for themselves, {@code U+0100} and on for the other 68 in their order, so that a space is {@code
 * Ġ}.
 */
final class ByteAlphabet {
  private static final char[] LETTERS = letters();
  private static final short[] BYTES = bytes();

  private ByteAlphabet() {}

  private static char[] letters() {
    char[] letters = new char[256];
    char next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b > 32 && b < 127) || (b > 160 && b != 173);
      letters[b] = printable ? (char) b : next++;
    }
    return letters;
  }

  private static short[] bytes() {
    short[] bytes = new short[512];
    Arrays.fill(bytes, (short) -1);
    for (int b = 0; b < 256; b++) {
      bytes[LETTERS[b]] = (short) b;
    }
    return bytes;
  }

  /** The letter for a byte in {@code [0, 256)}. */
  static char letter(int value) {
    return LETTERS[value];
  }

  /** The bytes that a token's letters stand for; what is no letter stands for itself, in UTF-8. */
  static byte[] decode(String token) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(token.length());
    token
        .codePoints()
        .forEach(c -> {
          if (c < BYTES.length && BYTES[c] >= 0) {
            out.write(BYTES[c]);
          } else {
            out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
          }
        });
    return out.toByteArray();
  }
}
