package io.lethe.lab;

/** What is done with the deletable parts of a conversation before questions are asked. */
public enum Arm {
  NEVER("A", "never deleted"),
  FORGET("B", "forgotten in place"),
  PLACEBO("P", "as much forgotten without evidence"),
  REPAIR_4("R4", "forgotten, 4 % of later columns computed again"),
  REPAIR_16("R16", "forgotten, 16 % of later columns computed again"),
  REPAIR_50("R50", "forgotten, 50 % of later columns computed again"),
  REDACT_GAP("Cg", "as if never read, positions kept"),
  REDACT_SHIFT("Cs", "the remaining text, read anew"),
  CLOSE("K", "forgotten, holes closed"),
  ERRATUM("E", "forgotten, and a correction read"),
  SUMMARY("S", "replaced by the model's summary"),
  SUMMARY_SEEN("Si", "summarised while visible, then forgotten"),
  SLIDE("W", "sliding window"),
  DROP_OLDEST("O", "oldest messages dropped"),
  HANDOVER("H", "a fresh start with a hand-over"),
  NOTHING("Z", "questions without the conversation");

  private final String letter;
  private final String words;

  Arm(String letter, String words) {
    this.letter = letter;
    this.words = words;
  }

  /** What results call it. */
  public String letter() {
    return letter;
  }

  public String words() {
    return words;
  }
}
