package io.lethe.server.wire;

import io.lethe.server.http.EventStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Keeps the events of a stream. */
public final class RecordedStream implements EventStream {
  /**
   * An event or a comment.
   *
   * @param name empty for data without one, {@code :} for a comment
   */
  public record Event(String name, String data) {
    public JsonNode json() {
      return Json.read(data).orElseThrow(() -> new AssertionError("no JSON: " + data));
    }
  }

  private final List<Event> events = new ArrayList<>();
  private boolean closed;

  private synchronized void add(Event event) {
    if (closed) {
      throw new AssertionError("written after its end: " + event);
    }
    events.add(event);
  }

  @Override
  public void data(String data) {
    add(new Event("", data));
  }

  @Override
  public void event(String name, String data) {
    add(new Event(name, data));
  }

  @Override
  public void comment(String text) {
    add(new Event(":", text));
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  public synchronized boolean isClosed() {
    return closed;
  }

  /** All events so far, without comments. */
  public synchronized List<Event> events() {
    return events.stream().filter(event -> !event.name().equals(":")).toList();
  }
}
