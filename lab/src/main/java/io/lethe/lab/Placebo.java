package io.lethe.lab;

import io.lethe.kv.Span;
import io.lethe.lab.Conversation.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A span to forget in place of the deletable ones: sentences that stay otherwise and in which no
 * keyword of any question occurs. The first run of them that is as long as wanted, cut to that
 * length; where there is none the longest run.
 *
 * @param span its tokens; nothing where a keyword occurs in every sentence
 * @param wanted how many tokens it should have
 */
record Placebo(Optional<Span> span, int wanted) {
  private static final Pattern SENTENCE = Pattern.compile("(?s).+?(?:[.!?](?=\\s)|\\n|$)\\s*");

  static Placebo of(Script script, Conversation conversation, int wanted) {
    Optional<Span> longest = Optional.empty();
    for (Script.Placed placed : script.parts()) {
      if (!isDeleted(placed.part(), conversation)) {
        for (Span run : runs(placed, evidence(conversation))) {
          if (run.length() >= wanted) {
            return new Placebo(Optional.of(new Span(run.start(), run.start() + wanted)), wanted);
          }
          if (run.length() > longest.map(Span::length).orElse(0L)) {
            longest = Optional.of(run);
          }
        }
      }
    }
    return new Placebo(longest, wanted);
  }

  private static boolean isDeleted(Part part, Conversation conversation) {
    return part.span().filter(conversation.delete()::contains).isPresent();
  }

  /** Every keyword and anti-keyword of every question. */
  private static Pattern evidence(Conversation conversation) {
    List<String> words = new ArrayList<>();
    for (Probe probe : conversation.probes()) {
      words.addAll(probe.keywords());
      words.addAll(probe.antiKeywords());
    }
    String any =
        words.stream()
            .filter(word -> !word.isBlank())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    // Where there are no keywords, what matches nowhere.
    return Pattern.compile(
        any.isEmpty() ? "(?!)" : any, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  /** Runs of sentences of a part that no keyword reaches into, as tokens. */
  private static List<Span> runs(Script.Placed placed, Pattern evidence) {
    String text = placed.part().text();
    List<MatchResult> found = evidence.matcher(text).results().toList();
    List<Span> runs = new ArrayList<>();
    int from = 0;
    int end = 0;
    for (MatchResult sentence : SENTENCE.matcher(text).results().toList()) {
      if (found.stream()
          .anyMatch(word -> word.start() < sentence.end() && sentence.start() < word.end())) {
        add(placed, from, end, runs);
        from = sentence.end();
      }
      end = sentence.end();
    }
    add(placed, from, end, runs);
    return runs;
  }

  private static void add(Script.Placed placed, int from, int end, List<Span> runs) {
    if (from < end) {
      Span tokens = placed.inside().tokens(from, end);
      if (tokens.length() > 0) {
        runs.add(tokens);
      }
    }
  }
}
