package io.lethe.history;

import io.lethe.tokenizer.Prompt;
import io.lethe.tokenizer.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts prompts in the places of marks, and keeps what is quoted quoted. For one thread. */
final class PromptSplice {
  private final Prompt source;
  private final StringBuilder text = new StringBuilder();
  private final List<Quote> quotes = new ArrayList<>();
  private int at;

  PromptSplice(Prompt source) {
    this.source = source;
  }

  void replace(String mark, Prompt answer) {
    int found = source.text().indexOf(mark, at);
    if (found >= 0) {
      copy(found);
      append(answer);
      at = found + mark.length();
    }
  }

  Prompt end(Optional<Prompt> last) {
    copy(source.text().length());
    last.ifPresent(this::append);
    return new Prompt(text.toString(), quotes);
  }

  private void copy(int to) {
    int shift = text.length() - at;
    for (Quote quote : source.quotes()) {
      int start = Math.max(at, quote.start());
      int end = Math.min(to, quote.end());
      if (start < end) {
        quotes.add(new Quote(start + shift, end + shift));
      }
    }
    text.append(source.text(), at, to);
    at = to;
  }

  private void append(Prompt answer) {
    for (Quote quote : answer.quotes()) {
      quotes.add(new Quote(quote.start() + text.length(), quote.end() + text.length()));
    }
    text.append(answer.text());
  }
}
