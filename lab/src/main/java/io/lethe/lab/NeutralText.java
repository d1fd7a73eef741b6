package io.lethe.lab;

import io.lethe.engine.Logprobs;
import io.lethe.engine.TokenSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text that has nothing to do with any conversation: sonnets 18, 73 and 116 by Shakespeare. How
 * well a model foresees it after an edit tells whether the edit has hurt the model as such.
 */
public final class NeutralText {
  private static final String FILE = "neutral.txt";
  private static final int TOKENS = 256;

  private NeutralText() {}

  /** Its perplexity after a conversation, over all but the first of {@value #TOKENS} tokens. */
  public static double perplexity(Prepared prepared) {
    try (TokenSession fork = prepared.session().fork()) {
      int[] all = fork.engine().tokenizer().encode(text());
      int[] tokens = Arrays.copyOf(all, Math.min(TOKENS, all.length));
      int vocabulary = fork.engine().config().vocabulary();
      double[] surprise = {0};
      fork.append(
          tokens,
          (index, values, offset) -> {
            if (index + 1 < tokens.length) {
              surprise[0] -= Logprobs.of(values, offset, vocabulary).of(tokens[index + 1]);
            }
          });
      return StrictMath.exp(surprise[0] / (tokens.length - 1));
    }
  }

  private static String text() {
    try (InputStream stream = NeutralText.class.getResourceAsStream(FILE)) {
      if (stream == null) {
        throw new IllegalStateException(FILE + " is not packed");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
