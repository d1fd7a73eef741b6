package io.lethe.trace;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;

/** The record of a session, whole and checked; the first event opens it. Immutable. */
public record Trace(List<TraceLine> lines) {
  public Trace {
    lines = List.copyOf(lines);
    if (lines.isEmpty() || !(lines.getFirst().event() instanceof TraceEvent.Opened)) {
      throw new IllegalArgumentException("found no opening event, wanted it first");
    }
  }

  /** What opened the session. */
  public TraceEvent.Opened opened() {
    return (TraceEvent.Opened) lines.getFirst().event();
  }

  /** When it was opened. */
  public Instant openedAt() {
    return lines.getFirst().at();
  }

  /** All events in order. */
  public List<TraceEvent> events() {
    return lines.stream().map(TraceLine::event).toList();
  }

  /** The name of the state after the last event. */
  public StateId state() {
    return lines.getLast().state();
  }

  /** Its lines as they are stored, UTF-8 with a line feed after each. */
  public byte[] written() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    lines.forEach(line -> bytes.writeBytes(LineCodec.encode(line)));
    return bytes.toByteArray();
  }

  /**
   * The trace as it was after an event.
   *
   * @throws IllegalArgumentException if there is no event of this number
   */
  public Trace until(int number) {
    Wanted.within(0, lines.size() - 1, number, "event number");
    return new Trace(lines.subList(0, number + 1));
  }

  /**
   * The trace as it was when the session was last in a state.
   *
   * @throws IllegalArgumentException if it never was
   */
  public Trace until(StateId state) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (lines.get(i).state().equals(state)) {
        return until(i);
      }
    }
    throw new IllegalArgumentException(
        "found no event with state %s, wanted one".formatted(state.hex()));
  }
}
