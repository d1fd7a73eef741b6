package io.lethe.engine;

import io.lethe.kv.KvSequence;
import java.util.HashMap;
import java.util.Map;

/**
 * The sessions that write, and which of them will be back in a moment: between two tokens each
 * chooses one in its own thread, and a batch that does not wait for them computes one at a time.
 * Whoever was late, such as one whose reader is slow, is not waited for until it was quick again.
 * Guarded by the scheduler's lock.
 */
final class Writers {
  private static final class Writer {
    boolean away = true;
    boolean quick = true;
    long wentAt = System.nanoTime();
  }

  private final Map<KvSequence, Writer> writers = new HashMap<>();

  void enter(KvSequence sequence) {
    writers.put(sequence, new Writer());
  }

  void leave(KvSequence sequence) {
    writers.remove(sequence);
  }

  int count() {
    return writers.size();
  }

  /**
   * Notes that a session wants its next token computed.
   *
   * @param patience nanoseconds within which it was quick
   */
  void came(KvSequence sequence, long patience) {
    Writer writer = writers.get(sequence);
    if (writer != null) {
      writer.away = false;
      writer.quick = System.nanoTime() - writer.wentAt <= patience;
    }
  }

  /** Notes that a session has what it wanted. */
  void went(KvSequence sequence) {
    Writer writer = writers.get(sequence);
    if (writer != null) {
      writer.away = true;
      writer.wentAt = System.nanoTime();
    }
  }

  /** How many are worth waiting for. */
  int awaited() {
    int awaited = 0;
    for (Writer writer : writers.values()) {
      awaited += writer.away && writer.quick ? 1 : 0;
    }
    return awaited;
  }

  /** Those who are not back are late. */
  void giveUp() {
    for (Writer writer : writers.values()) {
      writer.quick &= !writer.away;
    }
  }
}
