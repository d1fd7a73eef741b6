package io.lethe.history;

/**
 * Why tokens had to be read that a client could expect to be cached.
 *
 * @param tokens how many were computed that a session had read or written before; where nobody knew
 *     the history, those before the last question
 * @param explanation for a person
 */
public record Miss(Cause cause, int tokens, String explanation) {
  /** What differed. */
  public enum Cause {
    NOTHING_ALIKE,
    MODEL_CHANGED,
    SYSTEM_CHANGED,
    TOOLS_CHANGED,
    MESSAGES_CHANGED,
    STATE_LOST
  }
}
