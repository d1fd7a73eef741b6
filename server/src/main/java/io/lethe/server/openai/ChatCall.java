package io.lethe.server.openai;

import io.lethe.history.Request;
import java.util.Set;

/** A chat completion that somebody asks for. */
record ChatCall(Request request, Set<Extra> extras) {
  /** What is not a matter of the answer itself. */
  enum Extra {
    /** The answer is wanted while it is written. */
    STREAM,
    /** A last chunk says what it took. */
    STREAM_USAGE,
    /** Chunks say how much of the prompt was read. */
    STREAM_PROGRESS
  }

  ChatCall {
    extras = Set.copyOf(extras);
  }

  boolean wants(Extra extra) {
    return extras.contains(extra);
  }
}
