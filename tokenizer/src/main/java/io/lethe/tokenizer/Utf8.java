package io.lethe.tokenizer;

import java.util.function.IntConsumer;

/** UTF-8 of a stretch of text, byte by byte and without an array for it. */
final class Utf8 {
  private Utf8() {}

  /**
   * Hands on the bytes, each in {@code [0, 256)}, of {@code [start, end)} of a well-formed text.
   */
  static void forEachByte(String text, int start, int end, IntConsumer bytes) {
    int at = start;
    while (at < end) {
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      forEachByte(c, bytes);
    }
  }

  /** Hands on the bytes of one character. */
  static void forEachByte(int c, IntConsumer bytes) {
    if (c < 0x80) {
      bytes.accept(c);
    } else if (c < 0x800) {
      bytes.accept(0xC0 | (c >>> 6));
      bytes.accept(continuation(c));
    } else if (c < 0x10000) {
      bytes.accept(0xE0 | (c >>> 12));
      bytes.accept(continuation(c >>> 6));
      bytes.accept(continuation(c));
    } else {
      bytes.accept(0xF0 | (c >>> 18));
      bytes.accept(continuation(c >>> 12));
      bytes.accept(continuation(c >>> 6));
      bytes.accept(continuation(c));
    }
  }

  private static int continuation(int bits) {
    return 0x80 | (bits & 0x3F);
  }
}
