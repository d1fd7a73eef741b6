package io.lethe.engine;

import io.lethe.kv.Defragmentation;
import io.lethe.kv.KvSequence;
import io.lethe.kv.Shift;
import io.lethe.kv.Span;
import io.lethe.model.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Tokens that a model reads and writes one after another, and the columns they leave: spans of them
 * are forgotten, redacted, repaired. Knows no text, no messages and no disk. Owns its columns. For
 * one thread at a time, several sessions of an engine at the same time.
 *
 * <p>A token that the model wrote gets its column when the next one is computed, or {@link
 * #computePending} is called; until then it is pending, and counts in {@link #tokens} all the same.
 */
public final class TokenSession implements AutoCloseable {
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
  private final TokenHistory history;
  private final float[] logits; // [vocabulary], after the last computed token
  private boolean hasLogits;
  private int prefillTokens;
  private long prefillNanos;

  TokenSession(Engine engine, long firstPosition) {
    this(engine, new KvSequence(engine.pool(), firstPosition), new TokenHistory());
  }

  private TokenSession(Engine engine, KvSequence sequence, TokenHistory history) {
    this.engine = engine;
    this.sequence = sequence;
    this.history = history;
    this.logits = new float[engine.config().vocabulary()];
  }

  /**
   * Another session in the same state, which shares this one's blocks until one of them writes; the
   * two go on independently.
   */
  public TokenSession fork() {
    TokenSession fork = new TokenSession(engine, sequence.fork(), history.copy());
    fork.hasLogits = hasLogits;
    System.arraycopy(logits, 0, fork.logits, 0, logits.length);
    return fork;
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
    int done = compute(all, 0, all.length, Batch.Logits.LAST, this::keepLast, cancellation);
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

  /**
   * Makes it as if the spans had never been read: their columns go, and every later column is
   * computed again at its position, from what is left; so too where the spans were forgotten
   * before. Returns how many columns went.
   *
   * @throws IllegalArgumentException if nothing would be left; nothing is deleted then
   * @throws EngineException.ContextFull if columns are shared and there is no room for copies;
   *     nothing is deleted then
   */
  public int redact(List<Span> spans) {
    return repair(spans, 1);
  }

  /**
   * Forgets the spans, then computes a share of the later columns again: those that depend most on
   * what went, see {@link io.lethe.model.Model#drift}; ties go to the earlier one. Returns how many
   * columns went.
   *
   * @param share 0 to 1 of the columns after the first token in the spans; rounded up to whole
   *     columns
   * @throws IllegalArgumentException if nothing would be left; nothing is deleted then
   * @throws EngineException.ContextFull if columns are shared and there is no room for copies;
   *     nothing is deleted then
   */
  public int repair(List<Span> spans, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("found a share of " + share + ", wanted 0 to 1");
    }
    computePending();
    long first = history.firstIn(Span.merged(spans)).orElse(sequence.nextPosition());
    if (share > 0) {
      new Room(engine, sequence).unshare(first);
    }
    int gone = forget(spans);
    if (share > 0 && first < sequence.nextPosition()) {
      hasLogits = false;
      Recomputation recomputation = Recomputation.after(first, sequence, history);
      if (share < 1) {
        recomputation = recomputation.mostDrifting(share, engine);
      }
      recomputation.run(engine);
    }
    return gone;
  }

  /**
   * Forgets the spans and closes the holes: what stands after them moves down by their length, and
   * stored keys are turned accordingly. Returns how many columns went.
   *
   * @throws IllegalArgumentException if nothing would be left; nothing is deleted then
   * @throws EngineException.ContextFull if columns are shared and there is no room for copies;
   *     nothing is deleted then
   */
  public int close(List<Span> spans) {
    computePending();
    List<Span> holes = Span.merged(spans);
    if (holes.isEmpty()) {
      return 0;
    }
    new Room(engine, sequence).unshare(holes.getFirst().start());
    int gone = forget(holes);
    for (Shift shift : sequence.renumber(holes)) {
      engine.turnKeys(sequence, shift);
    }
    history.renumber(holes);
    hasLogits = false;
    return gone;
  }

  /** Moves columns into full blocks where that saves any; changes no bit of what follows. */
  public Defragmentation defragment() {
    return engine.defragment(sequence);
  }

  /**
   * How much attention the tokens, pending ones included, would receive from tokens read next.
   * Those are read in a copy: nothing of them stays.
   *
   * @throws EngineException.ContextFull if there is no room to read them
   * @throws EngineException.UnknownToken if the model does not know an id
   */
  public ReceivedAttention attention(int[] query) {
    return ReceivedAttention.from(query, this);
  }

  /** SHA-256 over all columns in order; pending tokens have none. */
  public byte[] stateDigest() {
    return engine.stateDigest(sequence);
  }

  /**
   * Reads tokens that were read once already while parts were deleted: every token sees what it saw
   * then, all in as few batches as without marks. The columns that nobody sees any more go when
   * {@link #settle} is called.
   *
   * @param marks deletions, whether their spans were read before or lie among these tokens
   * @param wanted of which of the tokens, by index, somebody wants the logits
   */
  public void append(int[] tokens, List<Mark> marks, IntPredicate wanted, LogitsListener listener) {
    requireKnown(tokens);
    computePending();
    requireRoom(tokens.length);
    int last = tokens.length - 1;
    int rows = Math.clamp(MOST_LOGITS / logits.length, 1, engine.options().chunk());
    int done = 0;
    while (done < tokens.length) {
      int end = Math.min(tokens.length, done + engine.options().chunk());
      List<SessionRun> runs = new ArrayList<>();
      List<Integer> outputs = new ArrayList<>();
      int from = done;
      while (from < end && outputs.size() < rows) {
        boolean shown = wanted.test(from) || from == last;
        int to = from + 1;
        while (to < end
            && (wanted.test(to) || to == last) == shown
            && (!shown || outputs.size() + to - from < rows)) {
          to++;
        }
        Batch.Logits kind = shown ? Batch.Logits.ALL : Batch.Logits.NONE;
        runs.add(new SessionRun.Reading(sequence, tokens, from, to, kind, marks));
        for (int i = from; shown && i < to; i++) {
          outputs.add(i);
        }
        from = to;
      }
      hasLogits = false;
      engine.compute(
          runs,
          (row, values, offset) -> {
            int index = outputs.get(row);
            if (wanted.test(index)) {
              listener.logits(index, values, offset);
            }
            if (index == last) {
              keepLogits(values, offset);
            }
          });
      noteComputed(tokens, done, from);
      done = from;
    }
    if (tokens.length == 0) {
      marks.forEach(mark -> sequence.hideFrom(mark.spans(), mark.position()));
    }
  }

  /** Gives back what marks have hidden from every reader to come. */
  public void settle() {
    sequence.dropDead();
  }

  /**
   * Takes over the tokens of a session that was stored, whose columns were attached to {@link
   * #sequence}: this session must be new.
   *
   * @param tokens all ids, forgotten ones included; those without a position are pending
   * @param positions of the tokens that are not pending, -1 where a hole was closed over a token
   */
  public void restore(int[] tokens, long[] positions) {
    requireKnown(tokens);
    history.restore(tokens, positions);
    hasLogits = false;
  }

  /** Notes a token that the model wrote and that is not computed before the next one is. */
  public void addPending(int token) {
    requireKnown(new int[] {token});
    history.addPending(token);
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
      sequence.truncateAt(history.positionFrom(length).orElse(sequence.nextPosition()));
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

  /** The number of logits after a token. */
  public int vocabulary() {
    return logits.length;
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

  /**
   * Computes the column of what the model wrote last, unless it has one: deleting, and reading on,
   * are quicker then.
   *
   * @throws EngineException.ContextFull if there is no room; nothing changed then
   */
  public void computePending() {
    int[] pending = history.pending();
    if (pending.length > 0) {
      requireRoom(pending.length);
      compute(pending, 0, pending.length, Batch.Logits.LAST, this::keepLast);
    }
  }

  private void compute(
      int[] tokens, int from, int to, Batch.Logits wanted, Engine.LogitsReader reader) {
    int _ = compute(tokens, from, to, wanted, reader, new Cancellation());
  }

  private int compute(
      int[] tokens,
      int from,
      int to,
      Batch.Logits wanted,
      Engine.LogitsReader reader,
      Cancellation cancellation) {
    SessionRun run = new SessionRun.Reading(sequence, tokens, from, to, wanted, List.of());
    int computed = engine.compute(List.of(run), reader, cancellation);
    hasLogits &= computed == 0 || computed == to - from;
    noteComputed(tokens, from, from + computed);
    return computed;
  }

  void noteComputed(int[] tokens, int from, int to) {
    history.addComputed(tokens, from, to, sequence.nextPosition() - (to - from));
  }

  private void keepLast(int row, float[] values, int offset) {
    keepLogits(values, offset);
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

  /**
   * Sees to it that there is room for so many columns now, as far as others can give it back and
   * own blocks have holes.
   *
   * @throws EngineException.ContextFull if there is not
   */
  public void requireRoom(int count) {
    Room whole = new Room(engine, sequence);
    long room = whole.sought(count);
    if (count > room && sequence.deadSlots() > 0) {
      defragment();
      room = whole.sought(count);
    }
    if (count > room) {
      throw new EngineException.ContextFull(count, room, engine.capacity());
    }
  }

  /** Gives the columns back. Idempotent. */
  @Override
  public void close() {
    hasLogits = false;
    sequence.close();
  }
}
