package io.lethe.trace;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Lines as bytes: JSON that ends in a checksum of all that stands before it. */
final class LineCodec {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final byte[] MARK = ",\"crc\":\"".getBytes(US_ASCII);
  private static final int DIGITS = 8;
  private static final int TAIL = MARK.length + DIGITS + 2; // and the last two characters, "}

  private LineCodec() {}

  /** The line as bytes, its newline included. */
  static byte[] encode(TraceLine line) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeNumberProperty("n", line.number());
      json.writeStringProperty("at", line.at().toString());
      json.writeStringProperty("event", Wanted.word(EventName.of(line.event())));
      new EventEncoder(json).fields(line.event());
      json.writeStringProperty("chain", line.state().hex());
      json.writeEndObject();
    }
    byte[] object = out.toByteArray();
    return sealed(object, object.length - 1);
  }

  /** The first bytes of an object, all but its last brace, with checksum, brace and newline. */
  static byte[] sealed(byte[] object, int length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + TAIL + 1);
    out.write(object, 0, length);
    out.writeBytes(MARK);
    out.writeBytes(crc(object, length).getBytes(US_ASCII));
    out.writeBytes("\"}\n".getBytes(US_ASCII));
    return out.toByteArray();
  }

  /** Whether a line, without its newline, ends in its own checksum. */
  static boolean isWhole(byte[] line, int length) {
    int body = length - TAIL;
    if (body < 1) {
      return false;
    }
    byte[] crc = crc(line, body).getBytes(US_ASCII);
    int digits = body + MARK.length;
    return Arrays.equals(line, body, digits, MARK, 0, MARK.length)
        && Arrays.equals(line, digits, digits + DIGITS, crc, 0, DIGITS)
        && line[length - 2] == '"'
        && line[length - 1] == '}';
  }

  /**
   * Whether bytes begin with a whole line that no newline ends. What was cut off while it was
   * written does not: only damage to the newline between two lines makes such bytes.
   */
  static boolean beginsWhole(byte[] bytes, int length) {
    for (int i = 0; i <= length - TAIL; i++) {
      if (Arrays.equals(bytes, i, i + MARK.length, MARK, 0, MARK.length)) {
        return isWhole(bytes, i + TAIL); // one try: many would make a hostile file slow
      }
    }
    return false;
  }

  private static String crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  /**
   * Reads a whole line.
   *
   * @throws TraceException.OtherFormat if it opens a trace of another format
   * @throws IllegalArgumentException if it is not a line of a trace
   */
  static TraceLine decode(Path file, byte[] line, int length) {
    JsonValue.Members members = JsonLine.parse(line, length);
    requireFormat(file, members);
    Fields fields = new Fields("", members);
    int number = fields.integer("n");
    Instant at = instant(fields.text("at"));
    TraceEvent event = new EventDecoder(fields).event();
    if (event instanceof TraceEvent.Opened) {
      fields.whole("format");
    }
    StateId state = new StateId(fields.text("chain"));
    fields.text("crc");
    fields.close();
    return new TraceLine(number, at, event, state);
  }

  private static void requireFormat(Path file, JsonValue.Members members) {
    if (members.values().get("event") instanceof JsonValue.Text(String event)
        && event.equals(Wanted.word(EventName.OPEN))
        && members.values().get("format") instanceof JsonValue.Whole(long format)
        && format != TraceEvent.Opened.FORMAT) {
      throw new TraceException.OtherFormat(file, format);
    }
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "found the time \"" + Wanted.shown(text) + "\", wanted one such as 2026-11-21T12:00:00Z",
          e);
    }
  }
}
