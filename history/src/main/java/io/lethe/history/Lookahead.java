package io.lethe.history;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a text that is still being written says at a place. For one thread. */
final class Lookahead {
  /** Whether a pattern stands there. */
  enum Match {
    FULL,
    /** More text may complete it. */
    BEGUN,
    NONE
  }

  private final CharSequence text;
  private int end;

  Lookahead(CharSequence text) {
    this.text = text;
  }

  /** Whether the text goes on with the pattern at {@code from}; keeps where a full match ends. */
  Match match(Pattern pattern, int from) {
    Matcher matcher = pattern.matcher(text).region(from, text.length());
    if (matcher.lookingAt()) {
      end = matcher.end();
      return Match.FULL;
    }
    return endedTooEarly(matcher) ? Match.BEGUN : Match.NONE;
  }

  // Discouraged, as those who ask whether a match reaches the end have Matcher.end(); here the
  // match failed, and whether that was for want of text nothing else tells.
  @SuppressWarnings("JdkObsolete")
  private static boolean endedTooEarly(Matcher failed) {
    return failed.hitEnd();
  }

  /** Where the last full match ends. */
  int end() {
    return end;
  }
}
