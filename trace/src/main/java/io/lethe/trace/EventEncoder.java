package io.lethe.trace;

import java.util.List;
import java.util.function.ToLongFunction;
import tools.jackson.core.JsonGenerator;

/** Writes the fields of an event into the JSON object of its line. */
final class EventEncoder {
  private final JsonGenerator json;

  EventEncoder(JsonGenerator json) {
    this.json = json;
  }

  void fields(TraceEvent event) {
    switch (event) {
      case TraceEvent.Opened opened -> opened(opened);
      case TraceEvent.Appended appended -> appended(appended);
      case TraceEvent.Generated generated -> generated(generated);
      case TraceEvent.Deleted deleted -> deleted(deleted);
      case TraceEvent.Closed closed -> spans(closed.spans());
      case TraceEvent.Pinned pinned -> number("part", pinned.part());
      case TraceEvent.Forked forked -> {
        text("from", forked.from());
        number("of_event", forked.event());
      }
      case TraceEvent.Truncated truncated -> number("length", truncated.length());
      case TraceEvent.Recalled recalled -> {
        number("part", recalled.part());
        number("of", recalled.of());
      }
      case TraceEvent.Checkpoint checkpoint -> checkpoint(checkpoint);
    }
  }

  private void opened(TraceEvent.Opened opened) {
    number("format", TraceEvent.Opened.FORMAT);
    text("model", opened.model());
    text("fingerprint", opened.fingerprint());
    text("arithmetic", opened.arithmetic());
    text("tokenizer", opened.tokenizer());
    settings("options", opened.options());
  }

  private void appended(TraceEvent.Appended appended) {
    number("turn", appended.turn());
    json.writeArrayPropertyStart("parts");
    for (TracedPart part : appended.parts()) {
      json.writeStartObject();
      number("id", part.id());
      text("role", Wanted.word(part.role()));
      text("kind", Wanted.word(part.kind()));
      part.name().ifPresent(name -> text("name", name));
      number("start", part.start());
      number("end", part.end());
      text("text", part.text());
      json.writeEndObject();
    }
    json.writeEndArray();
    number("first", appended.firstPosition());
    tokens(appended.tokens());
  }

  private void generated(TraceEvent.Generated generated) {
    number("turn", generated.turn());
    number("part", generated.part());
    text("text", generated.text());
    number("first", generated.firstPosition());
    tokens(generated.tokens());
    settings("sampling", generated.sampling());
    generated.maxTokens().ifPresent(most -> number("max_tokens", most));
    json.writeArrayPropertyStart("stops");
    generated.stops().forEach(stop -> JsonStrings.write(json, stop));
    json.writeEndArray();
    text("finish", generated.finish());
  }

  private void deleted(TraceEvent.Deleted deleted) {
    json.writeName("parts");
    int[] parts = deleted.parts().stream().mapToInt(part -> part).toArray();
    json.writeArray(parts, 0, parts.length);
    spans(deleted.spans());
    number("since", deleted.since());
    deleted.share().ifPresent(share -> json.writeName("share").writeNumber(share));
    text("by", deleted.by());
    text("reason", deleted.reason());
  }

  private void checkpoint(TraceEvent.Checkpoint checkpoint) {
    number("of_event", checkpoint.event());
    number("columns", checkpoint.columns());
    text("digest", checkpoint.digest());
    json.writeArrayPropertyStart("blocks");
    for (KeptBlock block : checkpoint.blocks()) {
      json.writeStartObject();
      block.id().ifPresent(id -> text("id", id));
      number("used", block.used());
      json.writeEndObject();
    }
    json.writeEndArray();
    rows("positions", checkpoint.positions(), List.of(PositionRun::first, PositionRun::count));
    rows(
        "hidden",
        checkpoint.hidden(),
        List.of(HiddenColumns::start, HiddenColumns::end, HiddenColumns::from));
  }

  private void spans(List<TracedSpan> spans) {
    rows("spans", spans, List.of(TracedSpan::start, TracedSpan::end));
  }

  private <T> void rows(String name, List<T> rows, List<ToLongFunction<T>> cells) {
    json.writeArrayPropertyStart(name);
    for (T row : rows) {
      long[] numbers = cells.stream().mapToLong(cell -> cell.applyAsLong(row)).toArray();
      json.writeArray(numbers, 0, numbers.length);
    }
    json.writeEndArray();
  }

  private void tokens(TokenIds tokens) {
    json.writeName("tokens");
    json.writeArray(tokens.toArray(), 0, tokens.size());
  }

  private void settings(String name, Settings settings) {
    json.writeObjectPropertyStart(name);
    settings
        .values()
        .forEach((key, value) -> {
          switch (value) {
            case Settings.Value.Text(String text) -> text(key, text);
            case Settings.Value.Whole(long whole) -> number(key, whole);
            case Settings.Value.Decimal(double decimal) -> json.writeName(key).writeNumber(decimal);
            case Settings.Value.Flag flag ->
                json.writeName(key).writeBoolean(flag == Settings.Value.Flag.TRUE);
          }
        });
    json.writeEndObject();
  }

  private void number(String name, long value) {
    json.writeNumberProperty(name, value);
  }

  private void text(String name, String value) {
    json.writeName(name);
    JsonStrings.write(json, value);
  }
}
