package io.lethe.engine;

import io.lethe.model.Batch;
import java.util.ArrayList;
import java.util.List;

/**
 * One computation for several sessions of an engine, which reads the weights once for all of them.
 * The bits are those each session would get alone. For one thread at a time, built anew for each
 * computation.
 */
public final class SessionBatch {
  private record Entry(TokenSession session, int[] tokens) {}

  private final Engine engine;
  private final List<Entry> entries = new ArrayList<>();

  public SessionBatch(Engine engine) {
    this.engine = engine;
  }

  /** Adds tokens that a session is to read, after those pending. A session comes in once. */
  public SessionBatch add(TokenSession session, int... tokens) {
    session.requireKnown(tokens);
    int[] pending = session.history().pending();
    int[] all = new int[pending.length + tokens.length];
    System.arraycopy(pending, 0, all, 0, pending.length);
    System.arraycopy(tokens, 0, all, pending.length, tokens.length);
    if (all.length == 0) {
      throw new IllegalArgumentException("found no tokens, wanted at least one");
    }
    if (entries.stream().anyMatch(entry -> entry.session == session)) {
      throw new IllegalArgumentException("found a session twice, wanted each once");
    }
    entries.add(new Entry(session, all));
    return this;
  }

  /**
   * Computes; every session has new logits then.
   *
   * @throws EngineException.ContextFull if there is no room for all of them; nothing is read then
   */
  public void run() {
    List<SessionRun> runs = new ArrayList<>();
    for (Entry e : entries) {
      runs.add(
          new SessionRun.Reading(
              e.session.sequence(), e.tokens, 0, e.tokens.length, Batch.Logits.LAST, List.of()));
    }
    engine.compute(
        runs, (row, values, offset) -> entries.get(row).session.keepLogits(values, offset));
    entries.forEach(entry -> entry.session.noteComputed(entry.tokens, 0, entry.tokens.length));
  }
}
