package io.lethe.trace;

import java.util.HashSet;
import java.util.Set;

/**
 * What later events of a trace may refer to. Says which events may come next; the writer and the
 * reader ask the same ledger.
 */
final class Ledger {
  private final Set<Integer> parts;
  private int events;
  private long tokens;

  /** No token can come before this position, as far as is known. */
  private long nextPosition;

  Ledger() {
    this.parts = new HashSet<>();
  }

  private Ledger(Ledger other) {
    this.parts = new HashSet<>(other.parts);
    this.events = other.events;
    this.tokens = other.tokens;
    this.nextPosition = other.nextPosition;
  }

  Ledger copy() {
    return new Ledger(this);
  }

  int events() {
    return events;
  }

  /**
   * Enters the next event.
   *
   * @throws IllegalArgumentException if it cannot come next; the ledger is of no use then
   */
  void enter(TraceEvent event) {
    if (event instanceof TraceEvent.Opened != (events == 0)) {
      throw new IllegalArgumentException(
          "found %s as event %d, wanted a session to be opened by its first event and no other"
              .formatted(event.getClass().getSimpleName(), events));
    }
    switch (event) {
      case TraceEvent.Opened _ -> {}
      case TraceEvent.Appended appended -> {
        appended.parts().forEach(part -> enterPart(part.id()));
        enterTokens(appended.firstPosition(), appended.tokens().size());
      }
      case TraceEvent.Generated generated -> {
        enterPart(generated.part());
        enterTokens(generated.firstPosition(), generated.tokens().size());
      }
      case TraceEvent.Deleted deleted -> deleted.parts().forEach(this::requirePart);
      case TraceEvent.Closed closed ->
          nextPosition =
              Math.max(
                  0, nextPosition - closed.spans().stream().mapToLong(TracedSpan::length).sum());
      case TraceEvent.Pinned pinned -> requirePart(pinned.part());
      case TraceEvent.Forked forked -> requireEvent(forked.event());
      case TraceEvent.Truncated truncated -> {
        tokens = Wanted.within(0, tokens, truncated.length(), "length");
        nextPosition = 0; // where the first dropped token stood: not kept here
      }
      case TraceEvent.Recalled recalled -> {
        requirePart(recalled.part());
        requirePart(recalled.of());
      }
      case TraceEvent.Checkpoint checkpoint -> requireEvent(checkpoint.event());
    }
    events++;
  }

  private void enterPart(int id) {
    if (!parts.add(id)) {
      throw new IllegalArgumentException("found part " + id + " twice, wanted a new id");
    }
  }

  private void enterTokens(long first, int count) {
    if (first < nextPosition) {
      throw new IllegalArgumentException(
          "found first position %d, wanted %d or later".formatted(first, nextPosition));
    }
    nextPosition = first + count;
    tokens += count;
  }

  private void requirePart(int id) {
    if (!parts.contains(id)) {
      throw new IllegalArgumentException("found part " + id + ", wanted one that came before");
    }
  }

  private void requireEvent(int number) {
    Wanted.within(0, events - 1, number, "event number");
  }
}
