package io.lethe.session;

import io.lethe.tokenizer.Prompt;
import io.lethe.tokenizer.Tokenizer;

/** How an answer begins that the model goes on with: it reads this, and it counts as written. */
record Begun(String text, int[] tokens) {
  /** The model begins by itself. */
  static final Begun NOT = new Begun("", new int[0]);

  static Begun of(Prompt text, Tokenizer tokenizer) {
    return text.text().isEmpty() ? NOT : new Begun(text.text(), tokenizer.encodeTemplate(text));
  }
}
