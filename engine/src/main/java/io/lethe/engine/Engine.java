package io.lethe.engine;

import io.lethe.gguf.Fingerprint;
import io.lethe.gguf.GgufFile;
import io.lethe.grammar.Grammar;
import io.lethe.grammar.GrammarSource;
import io.lethe.kv.BlockPool;
import io.lethe.kv.Defragmentation;
import io.lethe.kv.KvSequence;
import io.lethe.kv.KvShape;
import io.lethe.kv.Shift;
import io.lethe.model.Batch;
import io.lethe.model.Compute;
import io.lethe.model.Model;
import io.lethe.model.ModelConfig;
import io.lethe.model.ModelLoader;
import io.lethe.tensor.Kernels;
import io.lethe.tensor.Rows;
import io.lethe.tensor.Workers;
import io.lethe.tokenizer.Tokenizer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Owns a model, its tokenizer, the threads that compute and the memory of all columns. Sessions
 * must be closed before it. Safe for use by many threads: what sessions want at the same time is
 * computed together, a batch at a time.
 */
public final class Engine implements AutoCloseable {
  /** Name and version of the arithmetic; a change of any bit of any result changes it. */
  public static final String ARITHMETIC = "exact-1";

  /** Is shown rows of logits, in its own thread; must not compute anything meanwhile. */
  @FunctionalInterface
  interface LogitsReader {
    /** Row {@code row} of the logits is {@code values[offset .. offset + vocabulary)}. */
    void read(int row, float[] values, int offset);
  }

  private final EngineOptions options;
  private final GgufFile file;
  private final Kernels kernels;
  private final Workers workers;
  private final Model model;
  private final BlockPool pool;
  private final Language language;
  private final Scheduler scheduler;
  private @Nullable Fingerprint fingerprint;
  private final List<Relief> reliefs = new CopyOnWriteArrayList<>();

  private Engine(
      EngineOptions options,
      GgufFile file,
      Kernels kernels,
      Workers workers,
      Model model,
      Language language) {
    this.options = options;
    this.file = file;
    this.kernels = kernels;
    this.workers = workers;
    this.model = model;
    this.language = language;
    this.pool = pool(options, model);
    this.scheduler = new Scheduler(model, options.chunk());
  }

  /**
   * Opens a model. The tokenizer is built beside it, and what is wrong with the vocabulary shows
   * when {@link #tokenizer} is first called.
   *
   * @throws io.lethe.gguf.GgufException if the file is not well-formed or a tensor is unsupported
   * @throws io.lethe.model.ModelException if the file's numbers make no model
   */
  public static Engine open(EngineOptions options) {
    Kernels kernels = options.kernels().kernels();
    Workers workers = new Workers(options.threads());
    boolean opened = false;
    try {
      GgufFile file = GgufFile.open(options.model());
      Language language = Language.reading(file);
      Model model =
          ModelLoader.load(
              file,
              options.packedWeights().orElse(null),
              new Compute(kernels, workers),
              options.progress());
      Engine engine = new Engine(options, file, kernels, workers, model, language);
      opened = true;
      return engine;
    } finally {
      if (!opened) {
        workers.close();
      }
    }
  }

  private static BlockPool pool(EngineOptions options, Model model) {
    KvShape shape = model.kvShape();
    int slots = options.slots();
    long columnBytes = shape.columnBytes();
    long columns =
        options
            .columns()
            .orElse(
                (int)
                    Math.min(
                        model.config().contextLength(),
                        EngineOptions.DEFAULT_KV_BYTES / columnBytes));
    return new BlockPool(shape, slots, (int) Math.max(1, (columns + slots - 1) / slots));
  }

  /** An empty session whose first token gets position 0. */
  public TokenSession newSession() {
    return newSession(0);
  }

  /** An empty session whose first token gets position {@code firstPosition}. */
  public TokenSession newSession(long firstPosition) {
    return new TokenSession(this, firstPosition);
  }

  public EngineOptions options() {
    return options;
  }

  public ModelConfig config() {
    return model.config();
  }

  /** What computes, such as {@code simd-512}. */
  public String kernels() {
    return kernels.name();
  }

  /** The memory of all sessions' columns. */
  public BlockPool pool() {
    return pool;
  }

  /** Waits for the tokenizer. */
  public Tokenizer tokenizer() {
    return language.tokenizer();
  }

  /**
   * A grammar for this model's tokens; the last ones are kept.
   *
   * @throws io.lethe.grammar.GrammarException if the source cannot be carried out
   */
  public Grammar grammar(GrammarSource source) {
    return language.grammars().compile(source);
  }

  /**
   * How chats are written for this model.
   *
   * @throws EngineException.NoChatTemplate if nobody knows
   */
  public ChatFormat chatFormat() {
    return language.chatFormat();
  }

  /** The identity of the model; computed at the first call, in milliseconds. */
  public synchronized Fingerprint fingerprint() {
    Fingerprint known = fingerprint;
    if (known == null) {
      known = file.fingerprint();
      fingerprint = known;
    }
    return known;
  }

  /** The identity of the model for those who know no files: {@link #fingerprint} in hexadecimal. */
  public String modelId() {
    return fingerprint().hex();
  }

  /** The number of columns that no session holds; what blocks in use have left is not counted. */
  public long freeColumns() {
    return (long) pool.freeBlocks() * pool.slots();
  }

  /** Somebody to be asked for columns before a session is refused any. */
  public void addRelief(Relief relief) {
    reliefs.add(relief);
  }

  /** Somebody who is not to be asked any more. */
  public void removeRelief(Relief relief) {
    reliefs.remove(relief);
  }

  /** Asks whoever can to give columns back until so many are free, if they are not. */
  public void makeRoom(long columns) {
    for (Relief relief : reliefs) {
      if (freeColumns() < columns) {
        relief.free(columns);
      }
    }
  }

  /** How many positions the model was trained for. */
  public int trainedPositions() {
    return config().contextLength();
  }

  /** The number of columns that all sessions together may hold. */
  public long capacity() {
    return (long) pool.capacity() * pool.slots();
  }

  /**
   * Computes runs, with what other sessions want, and returns how many of their tokens were
   * computed: all unless somebody cancelled. On failure the sequences are as {@code runs} found
   * them, except for columns that were to be computed again.
   *
   * @param reader sees the logits of the runs' tokens in order, in the thread that calls
   */
  int compute(List<SessionRun> runs, LogitsReader reader, Cancellation cancellation) {
    Wish wish = new Wish(runs, reader, cancellation);
    try {
      return scheduler.compute(wish);
    } catch (EngineException.ContextFull full) {
      if (!hasRoomNow(wish)) {
        throw full;
      }
      return scheduler.compute(new Wish(runs, reader, cancellation));
    }
  }

  /** Room was sought before a wish waited; others may have taken it since. */
  private boolean hasRoomNow(Wish wish) {
    List<KvSequence> sequences = wish.sequences();
    int tokens = wish.runs().stream().mapToInt(SessionRun::length).sum();
    return sequences.size() == 1
        && !wish.isRead()
        && new Room(this, sequences.getFirst()).sought(tokens) >= tokens;
  }

  void compute(List<SessionRun> runs, LogitsReader reader) {
    int _ = compute(runs, reader, new Cancellation());
  }

  /** Does something during which a session computes token after token. */
  <T> T writing(KvSequence sequence, Supplier<T> work) {
    return scheduler.writing(sequence, work);
  }

  /** What is being done now and was done so far. */
  public Load load() {
    return scheduler.load();
  }

  /** See {@link Model#drift}. */
  double[] drift(Batch batch) {
    return alone(() -> model.drift(batch));
  }

  /** Appends {@code tokens[from, to)} to a sequence, see {@link Batch#observed}. */
  Batch observe(KvSequence sequence, int[] tokens, int from, int to) {
    return alone(() -> {
      Batch batch = Batch.observed().add(sequence, tokens, from, to, Batch.Logits.NONE);
      model.forward(batch, new Rows(1));
      return batch;
    });
  }

  void turnKeys(KvSequence sequence, Shift shift) {
    alone(() -> {
      model.turnKeys(sequence, shift.firstColumn(), shift.endColumn(), shift.by());
      return shift;
    });
  }

  Defragmentation defragment(KvSequence sequence) {
    return alone(() -> sequence.defragment(kernels, workers));
  }

  byte[] stateDigest(KvSequence sequence) {
    return alone(() -> sequence.stateDigest(workers));
  }

  /** Does something while nobody else computes. */
  <T> T alone(Supplier<T> work) {
    return scheduler.alone(work);
  }

  /** Frees everything. Waits for a batch that is being computed. Idempotent. */
  @Override
  public void close() {
    scheduler.close(() -> {
      language.await();
      pool.close();
      model.close();
      workers.close();
    });
  }
}
