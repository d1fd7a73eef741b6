package io.lethe.lab;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A question after a conversation, and what a right answer holds.
 *
 * @param keywords an answer is right when any of them occurs, whatever the case
 * @param antiKeywords and none of these does
 * @param span what the answer was in, where it was in a deletable part
 */
public record Probe(
    String id,
    Type type,
    String question,
    List<String> keywords,
    List<String> antiKeywords,
    Optional<String> span) {
  private static final Pattern ADMISSION =
      Pattern.compile(
          "do(n['’]t| not) (have|know)|not (in|mentioned|provided|specified)|no information|unknown"
              + "|can(not|['’]t) (find|tell|answer)",
          Pattern.CASE_INSENSITIVE);

  /** What a question is about. */
  public enum Type {
    /** Something that stays. */
    KEPT,
    /** Something that was concluded from a deleted part and said again. */
    DERIVED,
    /** Something that is in a deleted part only. */
    DELETED,
    /** Something that never was there. */
    DECOY;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Probe {
    keywords = List.copyOf(keywords);
    antiKeywords = List.copyOf(antiKeywords);
  }

  /** Whether an answer is right; a decoy has no right answer. */
  public boolean isRight(String answer) {
    return holds(answer, keywords) && !holds(answer, antiKeywords);
  }

  /** Whether an answer names what is not so any more. */
  public boolean isStale(String answer) {
    return holds(answer, antiKeywords);
  }

  /** Whether an answer says that the model does not know. */
  public static boolean admits(String answer) {
    return ADMISSION.matcher(answer).find();
  }

  private static boolean holds(String answer, List<String> words) {
    String lower = answer.toLowerCase(Locale.ROOT);
    return words.stream().anyMatch(word -> lower.contains(word.toLowerCase(Locale.ROOT)));
  }
}
