package io.lethe.engine;

import java.util.List;

/**
 * Finds stop strings in text that comes in pieces, and lets nothing pass that may be the start of
 * one. One thread.
 */
final class StopStrings {
  private final List<String> strings;
  private String held = "";
  private boolean reached;

  StopStrings(List<String> strings) {
    this.strings = strings;
  }

  /** Takes a piece and returns what is safe to show; after a stop string nothing. */
  String add(String piece) {
    if (reached) {
      return "";
    }
    String text = held + piece;
    int first = -1;
    for (String string : strings) {
      int at = text.indexOf(string);
      if (at >= 0 && (first < 0 || at < first)) {
        first = at;
      }
    }
    if (first >= 0) {
      reached = true;
      held = "";
      return text.substring(0, first);
    }
    int safe = text.length() - openEnd(text);
    held = text.substring(safe);
    return text.substring(0, safe);
  }

  /** Whether a stop string has come. */
  boolean isReached() {
    return reached;
  }

  /** What was held back: the answer ended, so no stop string follows. */
  String flush() {
    String rest = held;
    held = "";
    return rest;
  }

  /** The length of the longest end of {@code text} that begins a stop string. */
  private int openEnd(String text) {
    int longest = 0;
    for (String string : strings) {
      for (int n = Math.min(string.length() - 1, text.length()); n > longest; n--) {
        if (text.regionMatches(text.length() - n, string, 0, n)) {
          longest = n;
        }
      }
    }
    return longest;
  }
}
