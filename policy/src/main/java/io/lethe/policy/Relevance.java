package io.lethe.policy;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which lines of a log have to do with what somebody asks or says. */
final class Relevance {
  private static final int MOST_TERMS = 256;
  // A word in every tenth line tells no line from another; in a short log, three lines may share
  // it.
  private static final int SHARE = 10;
  private static final int LEAST = 3;
  private static final String ALL = "lines";

  private Relevance() {}

  /**
   * Indices of the lines that share a telling word with the text: the best tenth, at least three.
   */
  static Set<Integer> of(List<Line> lines, String asked) {
    int most = Math.max(LEAST, lines.size() / SHARE);
    try (FullText text = new FullText()) {
      for (int at = 0; at < lines.size(); at++) {
        text.add(at, ALL, lines.get(at).plain());
      }
      List<String> telling =
          text.words().telling(asked).stream().filter(term -> term.length() > 1).toList();
      List<String> terms = text.rare(telling, most).stream().limit(MOST_TERMS).toList();
      return text.search(terms, "", ALL, most).stream()
          .map(FullText.Match::id)
          .collect(Collectors.toSet());
    }
  }
}
