package io.lethe.server.wire;

import io.lethe.engine.Cancellation;
import io.lethe.history.Reply;
import io.lethe.history.ReplyListener;
import io.lethe.history.Request;

/** Whoever answers histories. Safe for many threads. */
@FunctionalInterface
public interface Answering {
  /**
   * Answers a history; blocks until all choices are written.
   *
   * @param listener sees the answers while they are written
   * @throws io.lethe.history.HistoryException if it cannot be answered
   */
  Reply answer(Request request, ReplyListener listener, Cancellation cancellation);
}
