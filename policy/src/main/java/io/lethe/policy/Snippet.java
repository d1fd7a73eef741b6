package io.lethe.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The piece of a text in which the most of the words looked for stand together, on one line.
 *
 * @param text the piece, with dots where the text goes on
 * @param words where in it the words stand, in code points, in order and without overlap
 */
public record Snippet(String text, List<Range> words) {
  private static final int LONGEST = 160;
  private static final String MORE = "…";

  public Snippet {
    words = List.copyOf(words);
  }

  /** The piece with marks around the words. */
  public String marked(String before, String after) {
    StringBuilder marked = new StringBuilder();
    int from = 0;
    for (Range word : words) {
      marked.append(new Range(from, word.start()).of(text));
      marked.append(before).append(word.of(text)).append(after);
      from = word.end();
    }
    return marked.append(text.substring(text.offsetByCodePoints(0, from))).toString();
  }

  /** Of a text cut into words, the best piece with the wanted ones. */
  static Snippet of(String text, List<Words.Word> cut, Predicate<String> wanted) {
    List<Words.Word> found = cut.stream().filter(word -> wanted.test(word.term())).toList();
    Words.Word best = found.isEmpty() ? new Words.Word("", 0, 0) : found.get(richest(found));
    int start = lineStart(text, best.start());
    int end = whole(text, Math.min(text.length(), start + LONGEST));
    String head = start > 0 ? MORE : "";
    StringBuilder shown = new StringBuilder(head);
    text.substring(start, end)
        .codePoints()
        .map(point ->
            Character.isISOControl(point) || point == 0x2028 || point == 0x2029 ? ' ' : point)
        .forEach(shown::appendCodePoint);
    shown.append(end < text.length() ? MORE : "");
    List<Range> words = new ArrayList<>();
    for (Words.Word word : found) {
      if (word.start() >= start && word.end() <= end && word.end() > word.start()) {
        int first = head.length() + text.codePointCount(start, whole(text, word.start()));
        int last = head.length() + text.codePointCount(start, whole(text, word.end()));
        words.add(new Range(first, Math.max(first, last)));
      }
    }
    return new Snippet(shown.toString(), Range.merged(words));
  }

  /**
   * The word from which on the most different words follow within one piece; the first of those.
   */
  private static int richest(List<Words.Word> found) {
    Map<String, Integer> inside = new HashMap<>();
    int best = 0;
    int most = 0;
    int next = 0;
    for (int first = 0; first < found.size(); first++) {
      while (next < found.size()
          && found.get(next).end() - found.get(first).start() <= LONGEST * 3 / 4) {
        inside.merge(found.get(next++).term(), 1, Integer::sum);
      }
      if (inside.size() > most) {
        most = inside.size();
        best = first;
      }
      if (first < next) {
        inside.computeIfPresent(found.get(first).term(), (_, n) -> n == 1 ? null : n - 1);
      } else {
        next = first + 1;
      }
    }
    return best;
  }

  /** The start of the line, if it is near, else of a word a little before. */
  private static int lineStart(String text, int at) {
    int near = Math.max(0, at - LONGEST / 4);
    int feed = text.lastIndexOf('\n', Math.max(0, at - 1));
    if (feed >= near && feed < at) {
      return feed + 1;
    }
    int blank = text.indexOf(' ', near);
    return near == 0 ? 0 : whole(text, blank >= 0 && blank < at ? blank + 1 : near);
  }

  /** The same place, or the one before it where that would cut a code point in two. */
  private static int whole(String text, int at) {
    boolean inside =
        at > 0
            && at < text.length()
            && Character.isLowSurrogate(text.charAt(at))
            && Character.isHighSurrogate(text.charAt(at - 1));
    return inside ? at - 1 : at;
  }

  /** What a search looks for: whole words and the start of the last one. */
  record Wanted(Set<String> terms, String prefix) implements Predicate<String> {
    Wanted {
      terms = Set.copyOf(new HashSet<>(terms));
    }

    @Override
    public boolean test(String term) {
      return terms.contains(term) || (!prefix.isEmpty() && term.startsWith(prefix));
    }
  }
}
