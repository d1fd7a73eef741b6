package io.lethe.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lethe.tokenizer.Prompt;
import io.lethe.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Tokens over the text they were made from: which tokens lie wholly inside a piece of it. A token
 * that straddles a border belongs to neither side. Immutable.
 */
public final class TokenText {
  private final String text;
  private final int[] ends; // UTF-8 bytes of the text up to and with each token

  private TokenText(String text, int[] ends) {
    this.text = text;
    this.ends = ends;
  }

  /**
   * @param tokens of {@code prompt}; a beginning-of-sequence token may stand before them
   */
  public static TokenText of(Tokenizer tokenizer, Prompt prompt, int[] tokens) {
    int[] ends = new int[tokens.length];
    int bytes = 0;
    for (int i = 0; i < tokens.length; i++) {
      byte[] own = tokenizer.bytes(tokens[i]);
      boolean marker = own.length == 0;
      byte[] spelled = marker ? tokenizer.piece(tokens[i]).getBytes(UTF_8) : own;
      bytes += marker && i == 0 && !begins(prompt.text(), spelled) ? 0 : spelled.length;
      ends[i] = bytes;
    }
    if (bytes != prompt.text().getBytes(UTF_8).length) {
      // The tokenizer changed the text (a space in front, a replaced character): count tokens.
      return byPrefixes(tokenizer, prompt, tokens);
    }
    return new TokenText(prompt.text(), ends);
  }

  private static boolean begins(String text, byte[] spelled) {
    return text.startsWith(new String(spelled, UTF_8));
  }

  /** Each token ends where a prefix of that many tokens does, as nearly as prefixes tell. */
  private static TokenText byPrefixes(Tokenizer tokenizer, Prompt prompt, int[] tokens) {
    int[] ends = new int[tokens.length];
    byte[] whole = prompt.text().getBytes(UTF_8);
    int at = 0;
    for (int i = 0; i < tokens.length; i++) {
      byte[] own = tokenizer.bytes(tokens[i]);
      byte[] spelled = own.length == 0 ? tokenizer.piece(tokens[i]).getBytes(UTF_8) : own;
      int found = indexOf(whole, spelled, at);
      at = found >= 0 && found <= at + 4 ? found + spelled.length : at;
      ends[i] = at;
    }
    return new TokenText(prompt.text(), ends);
  }

  private static int indexOf(byte[] whole, byte[] part, int from) {
    for (int i = from; i + part.length <= Math.min(whole.length, from + 4 + part.length); i++) {
      if (Arrays.equals(whole, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    return -1;
  }

  /** Tokens without markers, over the text that their bytes spell. */
  static TokenText spelled(Tokenizer tokenizer, int[] tokens) {
    int[] ends = new int[tokens.length];
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < tokens.length; i++) {
      bytes.writeBytes(tokenizer.bytes(tokens[i]));
      ends[i] = bytes.size();
    }
    return new TokenText(bytes.toString(UTF_8), ends);
  }

  String text() {
    return text;
  }

  /** A run of tokens, {@code [start, end)}. */
  public record Run(int start, int end) {}

  /** The tokens wholly inside the chars {@code [from, to)} of the text. */
  public Run inside(int from, int to) {
    int firstByte = text.substring(0, from).getBytes(UTF_8).length;
    return insideBytes(firstByte, firstByte + text.substring(from, to).getBytes(UTF_8).length);
  }

  /**
   * The tokens wholly inside the UTF-8 bytes {@code [firstByte, endByte)}, which may lie outside.
   */
  Run insideBytes(int firstByte, int endByte) {
    int start = 0;
    while (start < ends.length && startOf(start) < firstByte) {
      start++;
    }
    int end = start;
    while (end < ends.length && ends[end] <= endByte && startOf(end) < endByte) {
      end++;
    }
    return new Run(start, end);
  }

  private int startOf(int token) {
    return token == 0 ? 0 : ends[token - 1];
  }
}
