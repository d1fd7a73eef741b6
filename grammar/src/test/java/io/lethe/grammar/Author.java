package io.lethe.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Writes answers at random: each token by a die that a grammar has a say in. */
final class Author {
  private final Tokenizer tokenizer;
  private final Grammar grammar;
  private final Random random;
  private final List<Integer> written = new ArrayList<>();

  Author(Tokenizer tokenizer, Grammar grammar, long seed) {
    this.tokenizer = tokenizer;
    this.grammar = grammar;
    this.random = new Random(seed * 0x9e3779b97f4a7c15L); // close seeds begin alike
  }

  /** Writes until the end comes or {@code most} tokens are written; checks the grammar's word. */
  String write(int most) {
    return utf8(bytes(most));
  }

  /** As {@link #write}, where text is free and need not be UTF-8. */
  byte[] bytes(int most) {
    written.clear();
    Cursor cursor = grammar.start();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int left = most; left > 0 && !cursor.mustEnd(left); left--) {
      TokenMask allowed = cursor.allowed(left);
      assertThat(allowed.size()).as("after %s with %d left", bytes, left).isPositive();
      int token = pick(allowed);
      assertThat(cursor.allows(token, left)).isTrue();
      int other = random.nextInt(tokenizer.size());
      assertThat(cursor.allows(other, left))
          .as("token %d after %s", other, bytes)
          .isEqualTo(allowed.allows(other));
      cursor.accept(token);
      written.add(token);
      if (tokenizer.isEndOfGeneration(token)) {
        assertThat(cursor.mayEnd()).isTrue();
        break;
      }
      bytes.writeBytes(tokenizer.bytes(token));
    }
    assertThat(cursor.mayEnd()).as("after %s of %d tokens", bytes, most).isTrue();
    return bytes.toByteArray();
  }

  List<Integer> written() {
    return written;
  }

  /** One of the allowed, each as likely as the other. */
  private int pick(TokenMask allowed) {
    int token = allowed.next(0);
    for (int skip = random.nextInt(allowed.size()); skip > 0; skip--) {
      token = allowed.next(token + 1);
    }
    return token;
  }

  private static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new AssertionError("not UTF-8: " + new String(bytes, StandardCharsets.ISO_8859_1), e);
    }
  }
}
