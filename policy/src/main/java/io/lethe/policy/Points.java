package io.lethe.policy;

import java.util.Optional;

/** Turns {@code char}s of a text into code points, without counting from the start each time. */
final class Points {
  // Absent where every char is a code point, as in nearly all texts.
  private final Optional<int[]> before;

  private Points(Optional<int[]> before) {
    this.before = before;
  }

  static Points of(String text) {
    if (text.codePointCount(0, text.length()) == text.length()) {
      return new Points(Optional.empty());
    }
    int[] before = new int[text.length() + 1];
    int points = 0;
    for (int at = 0; at < text.length(); at++) {
      before[at] = points;
      boolean second =
          at > 0
              && Character.isLowSurrogate(text.charAt(at))
              && Character.isHighSurrogate(text.charAt(at - 1));
      points += second ? 0 : 1;
      if (second) {
        before[at] = points;
      }
    }
    before[text.length()] = points;
    return new Points(Optional.of(before));
  }

  /** The range that covers the {@code char}s {@code [start, end)}. */
  Range range(int start, int end) {
    return before
        .map(points -> new Range(points[start], points[end]))
        .orElseGet(() -> new Range(start, end));
  }
}
