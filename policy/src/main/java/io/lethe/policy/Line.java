package io.lethe.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A line of a text.
 *
 * @param plain without its end, and without the codes that colour it; of a very long line the start
 * @param range what it covers in the text, its end included
 */
record Line(String plain, Range range) {
  private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]|\r");

  // Patterns are tried on every line; minified code in a log must not make them crawl.
  private static final int MOST_PLAIN = 4_000;

  static List<Line> of(String text) {
    List<Line> lines = new ArrayList<>();
    int points = 0;
    for (int start = 0; start < text.length(); ) {
      int feed = text.indexOf('\n', start);
      int end = feed < 0 ? text.length() : feed + 1;
      int length = text.codePointCount(start, end);
      String line = text.substring(start, Math.min(feed < 0 ? end : feed, start + MOST_PLAIN));
      boolean coloured = line.indexOf('\u001b') >= 0 || line.indexOf('\r') >= 0;
      lines.add(
          new Line(
              coloured ? COLOURS.matcher(line).replaceAll("") : line,
              new Range(points, points + length)));
      points += length;
      start = end;
    }
    return lines;
  }

  boolean blank() {
    return plain.isBlank();
  }
}
