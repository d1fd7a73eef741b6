package io.lethe.session;

import io.lethe.engine.Engine;
import io.lethe.engine.TokenSession;
import io.lethe.kv.BlockId;
import io.lethe.kv.BlockLease;
import io.lethe.kv.BlockStore;
import io.lethe.kv.BlockWriter;
import io.lethe.kv.KvSequence;
import io.lethe.kv.Storing;
import io.lethe.trace.HiddenColumns;
import io.lethe.trace.KeptBlock;
import io.lethe.trace.PositionRun;
import io.lethe.trace.TraceEvent;
import io.lethe.trace.TraceException;
import io.lethe.trace.TraceWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Writes the blocks of sessions to the store behind their backs and notes a checkpoint in the trace
 * when all blocks of a state are there. A block is written once; a session that goes on writing
 * into its last block gets a copy. Owns the writer's thread. Safe for many threads.
 */
final class WriteBehind implements AutoCloseable {
  private static final long QUEUE_BYTES = 1L << 30;
  private static final Duration DRAIN = Duration.ofSeconds(20);

  private final BlockStore store;
  private final BlockWriter writer;
  private final Map<BlockWriter.Job, Checkpoint> waiting = new ConcurrentHashMap<>();
  private final Set<BlockId> stored = ConcurrentHashMap.newKeySet();

  WriteBehind(BlockStore store) {
    this.store = store;
    this.writer = new BlockWriter(store, QUEUE_BYTES, DRAIN, new Listener());
  }

  BlockStore store() {
    return store;
  }

  void noteStored(BlockId id) {
    stored.add(id);
  }

  /** Notes that a block is not there, or not as it was: it is to be stored again. */
  void noteLost(BlockId id) {
    stored.remove(id);
  }

  /** A state whose blocks are on their way to the disk. */
  private record Checkpoint(
      TraceWriter trace, TraceEvent.Checkpoint event, AtomicInteger missing) {}

  /** Hands in what of a state is not stored yet. Returns at once. */
  void checkpoint(Engine engine, TokenSession session, TraceWriter trace) {
    KvSequence sequence = session.sequence();
    int event = trace.events() - 1;
    String digest = HexFormat.of().formatHex(session.stateDigest());
    int slots = sequence.pool().slots();
    List<KeptBlock> kept = new ArrayList<>();
    List<BlockWriter.Job> jobs = new ArrayList<>();
    for (int first = 0; first < sequence.columns(); first += slots) {
      int used = Math.min(slots, sequence.columns() - first);
      byte[] digests = digests(sequence, first, used);
      BlockId id = store.id(slots, used, digests);
      kept.add(new KeptBlock(Optional.of(id.hex()), used));
      if (!stored.contains(id)) {
        BlockLease lease = sequence.lease(first);
        jobs.add(new BlockWriter.Job(lease.memory(), slots, used, digests, lease));
      }
    }
    TraceEvent.Checkpoint checkpoint =
        new TraceEvent.Checkpoint(
            event, sequence.columns(), digest, kept, positions(sequence), hidden(sequence));
    Checkpoint pending = new Checkpoint(trace, checkpoint, new AtomicInteger(jobs.size() + 1));
    jobs.forEach(job -> waiting.put(job, pending));
    for (BlockWriter.Job job : jobs) {
      if (!(writer.submit(job) instanceof BlockWriter.Submission.Queued)) {
        waiting.remove(job);
      }
    }
    done(pending);
  }

  private static byte[] digests(KvSequence sequence, int first, int used) {
    byte[] digests = new byte[used * 32];
    for (int i = 0; i < used; i++) {
      System.arraycopy(sequence.columnDigest(first + i), 0, digests, i * 32, 32);
    }
    return digests;
  }

  private static List<PositionRun> positions(KvSequence sequence) {
    List<PositionRun> runs = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= sequence.columns(); i++) {
      if (i == sequence.columns() || sequence.position(i) != sequence.position(i - 1) + 1) {
        runs.add(new PositionRun(sequence.position(start), i - start));
        start = i;
      }
    }
    return runs;
  }

  private static List<HiddenColumns> hidden(KvSequence sequence) {
    return sequence.hiddenRuns().stream()
        .map(run -> new HiddenColumns(run.startColumn(), run.endColumn(), run.hiddenFrom()))
        .toList();
  }

  /** One block less is missing; the last one completes the checkpoint. */
  private static void done(Checkpoint pending) {
    if (pending.missing().decrementAndGet() == 0) {
      try {
        pending.trace().append(pending.event());
      } catch (TraceException.Unwritable e) {
        // The session was closed meanwhile, or its disk failed: the next start computes instead.
        System.getLogger(WriteBehind.class.getName())
            .log(System.Logger.Level.DEBUG, "no checkpoint", e);
      }
    }
  }

  /** Waits until all that was handed in is on the disk or given up. */
  void flush() {
    writer.flush();
  }

  @Override
  public void close() {
    writer.close();
  }

  private final class Listener implements BlockWriter.Listener {
    @Override
    public void answered(BlockWriter.Job job, Storing storing) {
      Checkpoint pending = waiting.remove(job);
      switch (storing) {
        case Storing.Written(BlockId id, long _) -> complete(pending, id);
        case Storing.Known(BlockId id) -> complete(pending, id);
        case Storing.Refused refused ->
            log("the disk budget of %d bytes is full".formatted(refused.budgetBytes()));
      }
    }

    private void complete(@Nullable Checkpoint pending, BlockId id) {
      stored.add(id);
      if (pending != null) {
        done(pending);
      }
    }

    @Override
    public void failed(BlockWriter.Job job, Throwable cause) {
      waiting.remove(job);
      log(String.valueOf(cause.getMessage()));
    }

    @Override
    public void dropped(BlockWriter.Job job) {
      waiting.remove(job);
    }

    private void log(String why) {
      System.getLogger(WriteBehind.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "columns were not kept on disk ("
                  + why
                  + "); the session is safe, the next start computes them again");
    }
  }

  /** The name under which a model's columns are kept: the model and the arithmetic. */
  static byte[] fingerprint(Engine engine) {
    return (engine.fingerprint().hex() + " " + Engine.ARITHMETIC)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
