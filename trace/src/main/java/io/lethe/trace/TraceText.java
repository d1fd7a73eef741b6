package io.lethe.trace;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A trace for people: a heading, then a line an event. Texts are cut, and without control
 * characters, so that nothing a model read can steer a terminal. Stateless.
 */
public final class TraceText {
  private static final int MOST_TEXT = 60;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private TraceText() {}

  /** The heading and a line for each event, without newlines. */
  public static List<String> lines(Trace trace) {
    return Stream.concat(Stream.of(heading(trace)), trace.lines().stream().map(TraceText::line))
        .toList();
  }

  private static String heading(Trace trace) {
    TraceEvent.Opened opened = trace.opened();
    return "%s (%s), arithmetic %s, %d events, state %s"
        .formatted(
            plain(opened.model()),
            start(opened.fingerprint()),
            plain(opened.arithmetic()),
            trace.lines().size(),
            start(trace.state().hex()));
  }

  /** One event: number, time in UTC, event, and what it says. */
  public static String line(TraceLine line) {
    return "%5d  %s  %-10s  %s"
        .formatted(
            line.number(),
            TIME.format(line.at()),
            Wanted.word(EventName.of(line.event())),
            details(line.event()));
  }

  private static String details(TraceEvent event) {
    return switch (event) {
      case TraceEvent.Opened opened -> quoted(opened.model()) + settings(opened.options());
      case TraceEvent.Appended appended ->
          "turn %d  %s  %s%s"
              .formatted(
                  appended.turn(),
                  parts(appended.parts().stream().map(TracedPart::id).toList()),
                  tokens(appended.firstPosition(), appended.tokens().size()),
                  appended.parts().stream()
                      .map(part -> "  " + label(part) + " " + quoted(part.text()))
                      .collect(Collectors.joining()));
      case TraceEvent.Generated generated ->
          "turn %d  %s  %s  %s  %s"
              .formatted(
                  generated.turn(),
                  parts(List.of(generated.part())),
                  tokens(generated.firstPosition(), generated.tokens().size()),
                  quoted(generated.text()),
                  plain(generated.finish()));
      case TraceEvent.Deleted deleted ->
          "turn %d  %s  %s%s  by %s%s"
              .formatted(
                  deleted.since(),
                  parts(deleted.parts()),
                  spans(deleted.spans()),
                  deleted.share().isPresent() ? "  share " + deleted.share().getAsDouble() : "",
                  plain(deleted.by()),
                  deleted.reason().isEmpty() ? "" : ": " + plain(deleted.reason()));
      case TraceEvent.Closed closed -> spans(closed.spans());
      case TraceEvent.Pinned pinned -> parts(List.of(pinned.part()));
      case TraceEvent.Forked forked ->
          "from %s after event %d".formatted(plain(forked.from()), forked.event());
      case TraceEvent.Truncated truncated -> "to " + count(truncated.length(), "token");
      case TraceEvent.Recalled recalled ->
          "%s from %s".formatted(parts(List.of(recalled.part())), parts(List.of(recalled.of())));
      case TraceEvent.Checkpoint checkpoint ->
          "after event %d  %s in %s  digest %s"
              .formatted(
                  checkpoint.event(),
                  count(checkpoint.columns(), "column"),
                  count(checkpoint.blocks().size(), "block"),
                  start(checkpoint.digest()));
    };
  }

  private static String label(TracedPart part) {
    String label = Wanted.word(part.role()) + " " + Wanted.word(part.kind());
    return part.name().map(name -> label + " " + plain(name)).orElse(label);
  }

  private static String parts(List<Integer> ids) {
    return switch (ids.size()) {
      case 0 -> "no part";
      case 1 -> "part " + ids.getFirst();
      default ->
          "parts " + ids.stream().map(id -> Integer.toString(id)).collect(Collectors.joining(" "));
    };
  }

  private static String tokens(long first, int count) {
    return "%s at [%d, %d)".formatted(count(count, "token"), first, first + count);
  }

  private static String spans(List<TracedSpan> spans) {
    long positions = spans.stream().mapToLong(TracedSpan::length).sum();
    return count(positions, "position")
        + spans.stream()
            .map(span -> " [%d, %d)".formatted(span.start(), span.end()))
            .collect(Collectors.joining());
  }

  private static String settings(Settings settings) {
    return settings.values().entrySet().stream()
        .map(entry -> "  " + plain(entry.getKey()) + "=" + plain(value(entry.getValue())))
        .collect(Collectors.joining());
  }

  private static String value(Settings.Value value) {
    return switch (value) {
      case Settings.Value.Text(String text) -> text;
      case Settings.Value.Whole(long whole) -> Long.toString(whole);
      case Settings.Value.Decimal(double decimal) -> Double.toString(decimal);
      case Settings.Value.Flag flag -> Wanted.word(flag);
    };
  }

  private static String count(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private static String start(String hex) {
    return hex.length() <= 12 ? hex : hex.substring(0, 12) + "…";
  }

  private static String quoted(String text) {
    int characters = text.codePointCount(0, text.length());
    String shown =
        characters <= MOST_TEXT ? text : text.substring(0, text.offsetByCodePoints(0, MOST_TEXT));
    return '"' + plain(shown) + (characters <= MOST_TEXT ? "\"" : "…\"");
  }

  /** The text in one line, nothing in it that a terminal acts on. */
  private static String plain(String text) {
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .map(c ->
            switch (Character.getType(c)) {
              case Character.CONTROL,
                  Character.FORMAT,
                  Character.LINE_SEPARATOR,
                  Character.PARAGRAPH_SEPARATOR,
                  Character.SURROGATE ->
                  c == '\n' ? '⏎' : c == '\t' ? ' ' : '·';
              default -> c;
            })
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }
}
