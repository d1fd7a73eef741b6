package io.lethe.tokenizer.template;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A string that knows which of its characters are content. Immutable. Equality looks at the
 * characters only, as the template does; offsets are UTF-16 units unless a name says code points.
 */
final class Text implements Value {
  /** Which of Python's strings it is. */
  enum Kind {
    STR,
    /** What the filters safe and escape give: adding a str to it escapes that str for HTML. */
    MARKUP
  }

  static final Text EMPTY = plain("");

  private final String string;

  /** Half-open ranges of content, {@code start, end, start, end...}, ascending, not touching. */
  private final int[] ranges;

  private final Kind kind;

  private Text(String string, int[] ranges, Kind kind) {
    this.string = string;
    this.ranges = ranges;
    this.kind = kind;
  }

  /** Text that the template wrote. */
  static Text plain(String string) {
    return new Text(string, new int[0], Kind.STR);
  }

  /** Text that is content from end to end. */
  static Text content(String string) {
    return string.isEmpty()
        ? plain(string)
        : new Text(string, new int[] {0, string.length()}, Kind.STR);
  }

  static Text of(String string, Origin origin) {
    return switch (origin) {
      case TEMPLATE -> plain(string);
      case CONTENT -> content(string);
    };
  }

  /** Takes over {@code ranges}. */
  static Text withRanges(String string, int[] ranges) {
    return new Text(string, ranges, Kind.STR);
  }

  boolean isMarkup() {
    return kind == Kind.MARKUP;
  }

  /** The same characters as another of Python's strings. */
  Text as(Kind newKind) {
    return newKind == kind ? this : new Text(string, ranges, newKind);
  }

  String string() {
    return string;
  }

  int length() {
    return string.length();
  }

  boolean isEmpty() {
    return string.isEmpty();
  }

  int rangeCount() {
    return ranges.length / 2;
  }

  int rangeStart(int range) {
    return ranges[2 * range];
  }

  int rangeEnd(int range) {
    return ranges[2 * range + 1];
  }

  /** CONTENT as soon as one character is. */
  Origin origin() {
    return ranges.length == 0 ? Origin.TEMPLATE : Origin.CONTENT;
  }

  /** A string computed from this one: content from end to end if a character of this one is. */
  Text derive(String computed) {
    return computed.equals(string) ? this : of(computed, origin()).as(kind);
  }

  /**
   * The text after a change that looks at one character at a time, such as to upper case. Origins
   * are kept where changing the pieces gives the same as changing the whole.
   */
  Text mapped(UnaryOperator<String> change) {
    String whole = change.apply(string);
    if (ranges.length == 0 || whole.equals(string)) {
      return derive(whole);
    }
    StringBuilder joined = new StringBuilder();
    int[] moved = new int[ranges.length];
    int done = 0;
    for (int i = 0; i < ranges.length; i++) {
      joined.append(change.apply(string.substring(done, ranges[i])));
      done = ranges[i];
      moved[i] = joined.length();
    }
    joined.append(change.apply(string.substring(done)));
    return whole.contentEquals(joined) ? new Text(whole, moved, kind) : content(whole).as(kind);
  }

  /** The characters {@code [from, to)}. */
  Text slice(int from, int to) {
    if (from == 0 && to == string.length()) {
      return this;
    }
    if (from >= to) {
      return EMPTY.as(kind);
    }
    int[] kept = new int[ranges.length];
    int count = 0;
    for (int i = 0; i < ranges.length; i += 2) {
      int start = Math.max(ranges[i], from) - from;
      int end = Math.min(ranges[i + 1], to) - from;
      if (start < end) {
        kept[count++] = start;
        kept[count++] = end;
      }
    }
    return new Text(string.substring(from, to), Arrays.copyOf(kept, count), kind);
  }

  int codePoints() {
    return string.codePointCount(0, string.length());
  }

  /** The offset of a code point, given its index in {@code [0, codePoints()]}. */
  int offset(int codePoint) {
    return string.offsetByCodePoints(0, codePoint);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Text text && text.string.equals(string);
  }

  @Override
  public int hashCode() {
    return string.hashCode();
  }

  @Override
  public String toString() {
    return string;
  }
}
