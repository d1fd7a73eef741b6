package io.lethe.trace;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** Makes an event of the fields of its line; the inverse of {@link EventEncoder}. */
final class EventDecoder {
  private final Fields fields;

  EventDecoder(Fields fields) {
    this.fields = fields;
  }

  /**
   * Takes the event's fields and leaves the others.
   *
   * @throws IllegalArgumentException if they are not those of an event
   */
  TraceEvent event() {
    return switch (fields.word("event", EventName.class)) {
      case OPEN ->
          new TraceEvent.Opened(
              fields.text("model"),
              fields.text("fingerprint"),
              fields.text("arithmetic"),
              fields.text("tokenizer"),
              fields.settings("options"));
      case APPEND ->
          new TraceEvent.Appended(fields.integer("turn"), parts(), fields.whole("first"), tokens());
      case GENERATE ->
          new TraceEvent.Generated(
              fields.integer("turn"),
              fields.integer("part"),
              fields.whole("first"),
              tokens(),
              fields.text("text"),
              fields.settings("sampling"),
              fields.optionalInteger("max_tokens"),
              fields.texts("stops"),
              fields.text("finish"));
      case FORGET -> deleted(TraceEvent.Deleted.Kind.FORGET);
      case REDACT -> deleted(TraceEvent.Deleted.Kind.REDACT);
      case REPAIR -> deleted(TraceEvent.Deleted.Kind.REPAIR);
      case CLOSE -> new TraceEvent.Closed(spans());
      case PIN -> new TraceEvent.Pinned(fields.integer("part"), TraceEvent.Pinned.Pin.PINNED);
      case UNPIN -> new TraceEvent.Pinned(fields.integer("part"), TraceEvent.Pinned.Pin.UNPINNED);
      case FORK -> new TraceEvent.Forked(fields.text("from"), fields.integer("of_event"));
      case TRUNCATE -> new TraceEvent.Truncated(fields.whole("length"));
      case RECALL -> new TraceEvent.Recalled(fields.integer("part"), fields.integer("of"));
      case CHECKPOINT -> checkpoint();
    };
  }

  private TraceEvent.Deleted deleted(TraceEvent.Deleted.Kind kind) {
    List<Integer> parts = Arrays.stream(fields.integers("parts")).boxed().toList();
    OptionalDouble share = fields.optionalDecimal("share");
    return new TraceEvent.Deleted(
        kind,
        parts,
        spans(),
        fields.integer("since"),
        fields.text("reason"),
        fields.text("by"),
        share);
  }

  private TraceEvent.Checkpoint checkpoint() {
    return new TraceEvent.Checkpoint(
        fields.integer("of_event"),
        fields.integer("columns"),
        fields.text("digest"),
        fields.objects("blocks").stream().map(EventDecoder::block).toList(),
        fields.rows("positions", 2, row -> new PositionRun(row[0], integer(row[1]))),
        fields.rows(
            "hidden", 3, row -> new HiddenColumns(integer(row[0]), integer(row[1]), row[2])));
  }

  private static int integer(long cell) {
    return (int) Wanted.within(0, Integer.MAX_VALUE, cell, "number of columns");
  }

  private List<TracedPart> parts() {
    return fields.objects("parts").stream().map(EventDecoder::part).toList();
  }

  private static TracedPart part(Fields part) {
    TracedPart traced =
        new TracedPart(
            part.integer("id"),
            part.word("role", PartRole.class),
            part.word("kind", PartKind.class),
            part.optionalText("name"),
            part.text("text"),
            part.integer("start"),
            part.integer("end"));
    part.close();
    return traced;
  }

  private static KeptBlock block(Fields block) {
    KeptBlock kept = new KeptBlock(block.optionalText("id"), block.integer("used"));
    block.close();
    return kept;
  }

  private List<TracedSpan> spans() {
    return fields.rows("spans", 2, row -> new TracedSpan(row[0], row[1]));
  }

  private TokenIds tokens() {
    return TokenIds.of(fields.integers("tokens"));
  }
}
