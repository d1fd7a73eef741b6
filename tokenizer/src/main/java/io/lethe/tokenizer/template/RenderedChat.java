package io.lethe.tokenizer.template;

import io.lethe.tokenizer.Prompt;
import io.lethe.tokenizer.Quote;
import java.util.ArrayList;
import java.util.List;

/**
 * A rendered chat that knows where each character comes from.
 *
 * <p>To tokenise it, hand {@link #prompt()} to a {@link io.lethe.tokenizer.Tokenizer}. Segments are
 * no borders of tokens: {@code "user"} from a message and {@code "\n"} from the template may well
 * be one piece.
 *
 * @param text the whole text, equal to what jinja2 gives
 * @param segments all of {@code text}, in order, none empty, origins alternating
 */
public record RenderedChat(String text, List<Segment> segments) {
  /** The characters {@code [start, end)} of the text. */
  public record Segment(Origin origin, int start, int end) {
    public Segment {
      if (start < 0 || end <= start) {
        throw new IllegalArgumentException("not a segment: [" + start + ", " + end + ")");
      }
    }
  }

  public RenderedChat {
    segments = List.copyOf(segments);
    int covered = 0;
    for (Segment segment : segments) {
      if (segment.start() != covered) {
        throw new IllegalArgumentException(
            "segment at " + segment.start() + ", wanted one at " + covered);
      }
      covered = segment.end();
    }
    if (covered != text.length()) {
      throw new IllegalArgumentException(
          "segments cover " + covered + " of " + text.length() + " characters");
    }
  }

  static RenderedChat of(Text text) {
    List<Segment> segments = new ArrayList<>();
    int done = 0;
    for (int i = 0; i < text.rangeCount(); i++) {
      if (done < text.rangeStart(i)) {
        segments.add(new Segment(Origin.TEMPLATE, done, text.rangeStart(i)));
      }
      done = text.rangeEnd(i);
      segments.add(new Segment(Origin.CONTENT, text.rangeStart(i), done));
    }
    if (done < text.length()) {
      segments.add(new Segment(Origin.TEMPLATE, done, text.length()));
    }
    return new RenderedChat(text.string(), segments);
  }

  /** The text with its content as quotes, ready to be tokenised. */
  public Prompt prompt() {
    return new Prompt(
        text,
        segments.stream()
            .filter(segment -> segment.origin() == Origin.CONTENT)
            .map(segment -> new Quote(segment.start(), segment.end()))
            .toList());
  }

  public String text(Segment segment) {
    return text.substring(segment.start(), segment.end());
  }

  /** Whether the template wrote every one of the characters {@code [start, end)}. */
  public boolean isTemplate(int start, int end) {
    if (start < 0 || end <= start || end > text.length()) {
      throw new IllegalArgumentException(
          "not a range of " + text.length() + " characters: [" + start + ", " + end + ")");
    }
    int low = 0;
    int high = segments.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (segments.get(middle).end() > start) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    Segment segment = segments.get(low);
    return segment.origin() == Origin.TEMPLATE && end <= segment.end();
  }
}
