package io.lethe.policy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Owns a full text index in memory over the parts of a conversation, so that what was forgotten can
 * be found again. It is built from the parts and never saved. Words of English prose and of code
 * meet ({@code parseHeader}, {@code parse_header}, "parsing headers"); the last word of a search
 * may be unfinished. Safe for several threads.
 */
public final class Recall implements AutoCloseable {
  private static final int MOST_WORDS = 256;
  private static final int LONGEST_QUERY = 10_000;
  private static final String GONE = "gone";
  private static final String SEEN = "seen";

  private final FullText text = new FullText();
  private final Map<Integer, Part> parts = new ConcurrentHashMap<>();

  private Recall() {}

  /** An index over these parts. */
  public static Recall of(List<Part> parts) {
    Recall recall = new Recall();
    parts.forEach(recall::add);
    return recall;
  }

  /** Adds a part, or takes its new state where its id is known. */
  public synchronized void add(Part part) {
    boolean gone = part.state() == State.FORGOTTEN || !part.gone().isEmpty();
    parts.put(part.id(), part);
    text.add(part.id(), gone ? GONE : SEEN, part.text());
  }

  /**
   * The parts that have any of the words: first those that are forgotten, at least in part, then
   * the others, each the best first. Nothing for a search without words.
   *
   * @param words any text
   * @param limit the most parts, 1 or more
   */
  public synchronized List<Hit> search(String words, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("a search gives 1 part or more: found limit " + limit);
    }
    Snippet.Wanted wanted = wanted(words.substring(0, Math.min(words.length(), LONGEST_QUERY)));
    List<Hit> hits = new ArrayList<>();
    for (String group : List.of(GONE, SEEN)) {
      if (hits.size() < limit) {
        text.search(wanted.terms(), wanted.prefix(), group, limit - hits.size())
            .forEach(match -> hit(match, wanted).ifPresent(hits::add));
      }
    }
    return List.copyOf(hits);
  }

  private Optional<Hit> hit(FullText.Match match, Snippet.Wanted wanted) {
    return Optional.ofNullable(parts.get(match.id()))
        .map(part ->
            new Hit(
                part.id(),
                part.state(),
                match.score(),
                Snippet.of(part.text(), text.words().of(part.text()), wanted)));
  }

  private Snippet.Wanted wanted(String query) {
    List<Words.Word> words = text.words().of(query);
    Set<String> terms = new LinkedHashSet<>();
    words.stream().map(Words.Word::term).limit(MOST_WORDS).forEach(terms::add);
    // A word with something after it is finished.
    boolean unfinished =
        !words.isEmpty() && words.getLast().end() == query.length() && terms.size() < MOST_WORDS;
    return new Snippet.Wanted(terms, unfinished ? lastWord(words) : "");
  }

  /** The last word as it was written, not its stem. */
  private static String lastWord(List<Words.Word> words) {
    Words.Word last = words.getLast();
    return words.stream()
        .filter(word -> word.start() == last.start() && word.end() == last.end())
        .findFirst()
        .orElse(last)
        .term()
        .toLowerCase(Locale.ROOT);
  }

  @Override
  public synchronized void close() {
    text.close();
  }
}
