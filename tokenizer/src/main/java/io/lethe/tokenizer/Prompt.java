package io.lethe.tokenizer;

import java.util.List;

/**
 * A rendered chat template together with the places in it that were written by others: messages,
 * tool results, file contents. Markers are recognised only outside of these quotes, so that no
 * message can end its own turn, and ids are still those of the text as a whole.
 *
 * @param text what the template rendered
 * @param quotes in order, disjoint, inside the text
 */
public record Prompt(String text, List<Quote> quotes) {
  public Prompt {
    quotes = List.copyOf(quotes);
    int covered = 0;
    for (Quote quote : quotes) {
      if (quote.start() < covered || quote.end() > text.length()) {
        throw new IllegalArgumentException(
            quote + " does not lie in [" + covered + ", " + text.length() + ")");
      }
      covered = quote.end();
    }
  }

  /** All of {@code text} is trusted. */
  public static Prompt trusted(String text) {
    return new Prompt(text, List.of());
  }

  /** None of {@code text} is trusted. */
  public static Prompt quoted(String text) {
    return new Prompt(text, List.of(new Quote(0, text.length())));
  }
}
