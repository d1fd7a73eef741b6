package io.lethe.grammar;

import java.util.ArrayList;
import java.util.List;

/** What a term says, except some texts. */
final class NotAmong extends Term {
  private final Term all;
  private final List<String> texts; // chars are bytes
  private final Terms terms;

  NotAmong(Term all, List<String> texts, Terms terms) {
    this.all = all;
    this.texts = List.copyOf(texts);
    this.terms = terms;
  }

  @Override
  boolean nullable() {
    return all.nullable() && !texts.contains("");
  }

  @Override
  boolean isWide() {
    return true;
  }

  @Override
  Term derive(int b, Terms in) {
    return in.notAmong(all.derive(b, in), begunBy(b));
  }

  private List<String> begunBy(int b) {
    List<String> begun = new ArrayList<>();
    for (String text : texts) {
      if (!text.isEmpty() && text.charAt(0) == b) {
        begun.add(text.substring(1));
      }
    }
    return begun;
  }

  /** Looks for the shortest way out, which ends where no text is left that is not meant. */
  @Override
  int leastCost() {
    if (nullable()) {
      return 0;
    }
    int least = ENDLESS;
    List<Integer> common = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      if (!terms.trie().writes(b)) {
        continue;
      }
      if (begunBy(b).isEmpty()) {
        least = Math.min(least, plus(1, all.derive(b, terms).cost()));
      } else {
        common.add(b);
      }
    }
    for (int b : common) {
      if (plus(1, all.derive(b, terms).cost()) < least) {
        least = Math.min(least, plus(1, derive(b, terms).cost()));
      }
    }
    return least;
  }
}
