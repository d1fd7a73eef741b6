package io.lethe.tokenizer.template;

import java.util.Arrays;

/** Joins texts and remembers which characters are content. Pays for what it holds. */
final class TextBuilder {
  private final StringBuilder string = new StringBuilder();
  private final Budget budget;
  private int[] ranges = new int[8];
  private int count;

  TextBuilder(Budget budget) {
    this.budget = budget;
  }

  TextBuilder append(Text text) {
    int base = string.length();
    take(text.string());
    for (int i = 0; i < text.rangeCount(); i++) {
      mark(base + text.rangeStart(i), base + text.rangeEnd(i));
    }
    return this;
  }

  TextBuilder append(String text, Origin origin) {
    int base = string.length();
    take(text);
    if (origin == Origin.CONTENT) {
      mark(base, string.length());
    }
    return this;
  }

  /** Appends what the template wrote. */
  TextBuilder append(String text) {
    take(text);
    return this;
  }

  int length() {
    return string.length();
  }

  Text toText() {
    return Text.withRanges(string.toString(), Arrays.copyOf(ranges, count));
  }

  private void take(String text) {
    budget.characters(text.length());
    budget.output((long) string.length() + text.length());
    string.append(text);
  }

  private void mark(int start, int end) {
    if (start == end) {
      return;
    }
    if (count > 0 && ranges[count - 1] == start) {
      ranges[count - 1] = end;
      return;
    }
    if (count == ranges.length) {
      ranges = Arrays.copyOf(ranges, 2 * count);
    }
    ranges[count++] = start;
    ranges[count++] = end;
  }
}
