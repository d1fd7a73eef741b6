package io.lethe.tokenizer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Turns ids that arrive one at a time into text. Bytes of a character that is not complete are held
 * back; bytes that can never become one are replaced by {@code U+FFFD}. All that is returned,
 * joined, is the UTF-8 of all bytes. One thread.
 */
public final class StreamDecoder {
  private final Tokenizer tokenizer;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private byte[] held = {};

  StreamDecoder(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** The text that {@code id} completes; empty for control tokens and for parts of a character. */
  public String add(int id) {
    byte[] more = tokenizer.bytes(id);
    ByteBuffer bytes = ByteBuffer.allocate(held.length + more.length).put(held).put(more).flip();
    CharBuffer chars = CharBuffer.allocate(bytes.remaining());
    decoder.reset();
    decoder.decode(bytes, chars, false);
    held = Arrays.copyOfRange(bytes.array(), bytes.position(), bytes.limit());
    return chars.flip().toString();
  }

  /** Whether bytes of an incomplete character are held back. */
  public boolean holdsBytes() {
    return held.length > 0;
  }

  /** The text for what is still held back; after it the decoder starts anew. */
  public String flush() {
    String rest = new String(held, StandardCharsets.UTF_8);
    held = new byte[0];
    return rest;
  }
}
