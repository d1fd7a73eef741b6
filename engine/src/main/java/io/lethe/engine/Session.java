package io.lethe.engine;

import io.lethe.kv.KvSequence;
import io.lethe.kv.Span;
import io.lethe.model.Batch;
import java.util.List;

/**
 * A conversation of tokens with a model: reads tokens, writes tokens, forgets spans. Owns its
 * columns. For one thread at a time, several sessions of an engine at the same time.
 *
 * <p>A token that the model wrote gets its column when the next one is computed; until then it is
 * pending, and counts in {@link #tokens} all the same.
 */
public final class Session implements AutoCloseable {
  /** Floats of logits computed at once where every token's are wanted: 64 MB. */
  private static final int MOST_LOGITS = 16 << 20;

  /** Somebody who wants the logits of every token read. */
  @FunctionalInterface
  public interface LogitsListener {
    /**
     * Sees the logits after token {@code index} of those appended, {@code values[offset .. offset +
     * vocabulary)}, valid during the call.
     */
    void logits(int index, float[] values, int offset);
  }

  private final Engine engine;
  private final KvSequence sequence;
  private final TokenHistory history = new TokenHistory();
  private final float[] logits; // [vocabulary], after the last computed token
  private boolean hasLogits;
  private int prefillTokens;
  private long prefillNanos;

  Session(Engine engine, long firstPosition) {
    this.engine = engine;
    this.sequence = new KvSequence(engine.pool(), firstPosition);
    this.logits = new float[engine.config().vocabulary()];
  }

  public Engine engine() {
    return engine;
  }

  /** Reads tokens. */
  public void append(int[] tokens) {
    append(tokens, new Cancellation());
  }

  /**
   * Reads tokens, a chunk at a time, until done or cancelled; returns how many were read.
   *
   * @throws EngineException.ContextFull if they do not all fit; none is read then
   * @throws EngineException.UnknownToken if the model does not know an id; none is read then
   */
  public int append(int[] tokens, Cancellation cancellation) {
    requireKnown(tokens);
    int[] pending = history.pending();
    int[] all = new int[pending.length + tokens.length];
    System.arraycopy(pending, 0, all, 0, pending.length);
    System.arraycopy(tokens, 0, all, pending.length, tokens.length);
    requireRoom(all.length);
    long start = System.nanoTime();
    int chunk = engine.options().chunk();
    int done = 0;
    while (done < all.length && !cancellation.isCancelled()) {
      int to = Math.min(all.length, done + chunk);
      compute(all, done, to, to == all.length ? Batch.Logits.LAST : Batch.Logits.NONE);
      done = to;
    }
    prefillTokens += done;
    prefillNanos += System.nanoTime() - start;
    return Math.max(0, done - pending.length);
  }

  /** Reads tokens and shows the logits after each of them. */
  public void append(int[] tokens, LogitsListener listener) {
    requireKnown(tokens);
    computePending();
    requireRoom(tokens.length);
    int vocabulary = logits.length;
    int chunk = Math.clamp(MOST_LOGITS / vocabulary, 1, engine.options().chunk());
    for (int from = 0; from < tokens.length; from += chunk) {
      int first = from;
      int to = Math.min(tokens.length, from + chunk);
      compute(
          tokens,
          from,
          to,
          Batch.Logits.ALL,
          (row, values, offset) -> {
            listener.logits(first + row, values, offset);
            if (first + row == to - 1) {
              keepLogits(values, offset);
            }
          });
    }
  }

  /**
   * Writes tokens until the request, the model or the cancellation says stop.
   *
   * @throws EngineException.NothingRead if there is nothing to continue
   */
  public Generation generate(
      GenerationRequest request, GenerationListener listener, Cancellation cancellation) {
    return new Decoding(this, request, listener).run(cancellation);
  }

  /** Writes tokens until the request or the model says stop. */
  public Generation generate(GenerationRequest request, GenerationListener listener) {
    return generate(request, listener, new Cancellation());
  }

  /**
   * Deletes the columns whose positions lie in the spans, in place, and returns how many went. What
   * the model wrote last gets its column before. Logits are gone: append before generating.
   *
   * @throws IllegalArgumentException if nothing would be left; nothing is deleted then
   */
  public int forget(List<Span> spans) {
    computePending();
    int gone = sequence.forget(spans);
    if (gone > 0) {
      hasLogits = false;
    }
    return gone;
  }

  /** Leaves positions out, as if tokens had been there and were never read. */
  public void skip(int count) {
    computePending();
    sequence.skip(count);
  }

  /** Drops the tokens from index {@code length} of {@link #tokens} on, and their columns. */
  public void truncate(int length) {
    if (length < 0 || length > history.length()) {
      throw new IllegalArgumentException(
          "found length " + length + ", wanted 0 to " + history.length());
    }
    if (length < history.computed()) {
      sequence.truncateAt(history.position(length));
      hasLogits = false;
    }
    history.truncate(length);
  }

  /** A copy of the logits after the last token. */
  public float[] logits() {
    computePending();
    requireLogits();
    return logits.clone();
  }

  /** All ids read and written, forgotten and pending ones included. */
  public int[] tokens() {
    return history.ids();
  }

  /** The number of {@link #tokens}. */
  public int length() {
    return history.length();
  }

  /** The number of tokens at the start that {@code ids} begin with as well. */
  public int commonPrefix(int[] ids) {
    return history.commonPrefix(ids);
  }

  /** The position of token {@code index} of {@link #tokens}, which is not pending. */
  public long position(int index) {
    if (index < 0 || index >= history.computed()) {
      throw new IndexOutOfBoundsException(
          "found token " + index + ", wanted 0 to " + (history.computed() - 1));
    }
    return history.position(index);
  }

  /** The position that the next token gets. */
  public long nextPosition() {
    return sequence.nextPosition() + history.length() - history.computed();
  }

  /** Columns that attention sees. */
  public int liveColumns() {
    return sequence.liveColumns();
  }

  /** The columns, for those who edit or store them. */
  public KvSequence sequence() {
    return sequence;
  }

  TokenHistory history() {
    return history;
  }

  /** The logits themselves: read only, valid until the next token is computed. */
  float[] liveLogits() {
    requireLogits();
    return logits;
  }

  private void requireLogits() {
    if (!hasLogits) {
      throw new EngineException.NothingRead();
    }
  }

  /** Tokens read since the last generation and how long that took; starts counting anew. */
  Timings.Rate takePrefill() {
    Timings.Rate rate = new Timings.Rate(prefillTokens, prefillNanos / 1e9);
    prefillTokens = 0;
    prefillNanos = 0;
    return rate;
  }

  /** Whether one more token can be computed. */
  boolean hasRoom() {
    return roomColumns() > 0;
  }

  void computePending() {
    int[] pending = history.pending();
    if (pending.length > 0) {
      requireRoom(pending.length);
      compute(pending, 0, pending.length, Batch.Logits.LAST);
    }
  }

  private void compute(int[] tokens, int from, int to, Batch.Logits wanted) {
    compute(tokens, from, to, wanted, (row, values, offset) -> keepLogits(values, offset));
  }

  private void compute(
      int[] tokens, int from, int to, Batch.Logits wanted, Engine.LogitsReader reader) {
    hasLogits = false;
    engine.compute(List.of(new SessionRun(sequence, tokens, from, to, wanted)), reader);
    noteComputed(tokens, from, to);
  }

  void noteComputed(int[] tokens, int from, int to) {
    history.addComputed(tokens, from, to, sequence.nextPosition() - (to - from));
  }

  void keepLogits(float[] values, int offset) {
    System.arraycopy(values, offset, logits, 0, logits.length);
    hasLogits = true;
  }

  void requireKnown(int[] tokens) {
    for (int id : tokens) {
      if (id < 0 || id >= logits.length) {
        throw new EngineException.UnknownToken(id, logits.length);
      }
    }
  }

  private void requireRoom(int count) {
    if (count > roomColumns()) {
      throw new EngineException.ContextFull(count, roomColumns(), engine.capacity());
    }
  }

  private long roomColumns() {
    int slots = engine.pool().slots();
    int used = sequence.columns() % slots;
    return engine.freeColumns() + (used == 0 ? 0 : slots - used);
  }

  /** Gives the columns back. Idempotent. */
  @Override
  public void close() {
    hasLogits = false;
    sequence.close();
  }
}
