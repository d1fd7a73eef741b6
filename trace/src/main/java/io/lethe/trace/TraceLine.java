package io.lethe.trace;

import java.time.Instant;

/**
 * An event as it stands in a trace.
 *
 * @param number counts from 0
 * @param at when it was written, to the millisecond
 * @param state the name of the session's state after the event
 */
public record TraceLine(int number, Instant at, TraceEvent event, StateId state) {
  public TraceLine {
    Wanted.atLeast(0, number, "number");
  }
}
