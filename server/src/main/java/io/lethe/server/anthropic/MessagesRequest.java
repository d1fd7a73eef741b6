package io.lethe.server.anthropic;

import io.lethe.history.Request;
import java.util.List;

/**
 * What a body asked for. Immutable.
 *
 * @param request the history, and how it is to be answered
 * @param delivery how the answer comes
 * @param extent whether there is an answer at all
 * @param mark under which name new tokens are counted
 * @param edits whether the answer tells what edits came to
 * @param diagnosis whether the answer explains what was not cached
 * @param ignored what was asked for and is not done, in sentences
 */
record MessagesRequest(
    Request request,
    Delivery delivery,
    Extent extent,
    CacheMark mark,
    Edits edits,
    Diagnosis diagnosis,
    List<String> ignored) {
  /** How an answer comes. */
  enum Delivery {
    WHOLE,
    STREAMED
  }

  /** Whether there is an answer. */
  enum Extent {
    ANSWER,
    /**
     * The history is read, so that the next request finds it cached. No less than one token can be
     * generated: it is, and nobody is told of it.
     */
    WARM_UP
  }

  /** Whether the answer lists the edits that were carried out. */
  enum Edits {
    UNTOLD,
    TOLD
  }

  /** Whether the answer explains a miss. */
  enum Diagnosis {
    UNTOLD,
    /** It is asked for, with no earlier answer to compare with. */
    FIRST,
    TOLD
  }

  MessagesRequest {
    ignored = List.copyOf(ignored);
  }
}
