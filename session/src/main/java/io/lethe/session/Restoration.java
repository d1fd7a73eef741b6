package io.lethe.session;

import io.lethe.engine.Engine;
import io.lethe.engine.TokenSession;
import io.lethe.kv.BlockId;
import io.lethe.kv.BlockLease;
import io.lethe.kv.KvSequence;
import io.lethe.kv.PoolFullException;
import io.lethe.kv.StoredBlock;
import io.lethe.trace.HiddenColumns;
import io.lethe.trace.PositionRun;
import io.lethe.trace.Trace;
import io.lethe.trace.TraceEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Brings back the columns of a session: mapped from the disk where all blocks of its last
 * checkpoint are there and sound; else from the last checkpoint of which that holds, and what came
 * later is computed again; else all from the trace.
 */
final class Restoration {
  /** A session with its columns. */
  record Restored(TokenSession session, CacheOrigin origin) {}

  private final Engine engine;
  private final WriteBehind kept;

  Restoration(Engine engine, WriteBehind kept) {
    this.engine = engine;
    this.kept = kept;
  }

  Restored restore(String name, Trace trace) {
    Replay.requireModel(engine, name, trace.opened());
    boolean anyTokens =
        trace.events().stream().anyMatch(event -> event instanceof TraceEvent.Appended);
    if (!anyTokens) {
      long first = SessionOptions.of(trace).firstPosition();
      return new Restored(engine.newSession(first), new CacheOrigin.Live());
    }
    List<String> reasons = new ArrayList<>();
    Set<BlockId> lost = new HashSet<>();
    for (TraceEvent.Checkpoint checkpoint : checkpoints(trace)) {
      if (ids(checkpoint).stream().anyMatch(lost::contains)) {
        continue;
      }
      switch (map(trace, checkpoint, lost)) {
        case Mapping.Done(TokenSession session) -> {
          return new Restored(
              goOn(trace, checkpoint, session),
              reasons.isEmpty()
                  ? new CacheOrigin.Restored()
                  : new CacheOrigin.Replayed(
                      "%s; %d columns of before were mapped"
                          .formatted(reasons.getFirst(), checkpoint.columns())));
        }
        case Mapping.Failed(String why) -> reasons.add(why);
      }
    }
    String reason = reasons.isEmpty() ? "it was never stored" : reasons.getFirst();
    Replay replay = new Replay(engine, Replay.Deletions.AS_RECORDED, OptionalInt.empty());
    return new Restored(
        replay.session(name, trace, share -> {}).session(), new CacheOrigin.Replayed(reason));
  }

  /** Does again what happened after a checkpoint. */
  private static TokenSession goOn(
      Trace trace, TraceEvent.Checkpoint checkpoint, TokenSession session) {
    boolean done = false;
    try {
      Reconstruction after = new Reconstruction(session);
      trace.lines().stream()
          .filter(line -> line.number() > checkpoint.event())
          .forEach(after::apply);
      after.settle();
      done = true;
      return session;
    } finally {
      if (!done) {
        session.close();
      }
    }
  }

  /** Those whose blocks were all stored, the last one first. */
  private static List<TraceEvent.Checkpoint> checkpoints(Trace trace) {
    return trace.events().reversed().stream()
        .filter(event -> event instanceof TraceEvent.Checkpoint)
        .map(event -> (TraceEvent.Checkpoint) event)
        .filter(checkpoint -> checkpoint.blocks().stream().allMatch(b -> b.id().isPresent()))
        .toList();
  }

  private static List<BlockId> ids(TraceEvent.Checkpoint checkpoint) {
    return checkpoint.blocks().stream()
        .map(block -> new BlockId(block.id().orElseThrow()))
        .toList();
  }

  private sealed interface Mapping {
    record Done(TokenSession session) implements Mapping {}

    record Failed(String why) implements Mapping {}
  }

  /**
   * @param lost takes the blocks that cannot be used
   */
  private Mapping map(Trace trace, TraceEvent.Checkpoint checkpoint, Set<BlockId> lost) {
    List<StoredBlock> opened = kept.store().openAll(ids(checkpoint), engine.options().threads());
    Optional<String> trouble = trouble(opened, checkpoint, lost);
    if (trouble.isPresent()) {
      close(opened);
      return new Mapping.Failed(trouble.get());
    }
    return attach(trace, checkpoint, opened);
  }

  private Optional<String> trouble(
      List<StoredBlock> opened, TraceEvent.Checkpoint checkpoint, Set<BlockId> lost) {
    int slots = engine.pool().slots();
    Optional<String> first = Optional.empty();
    int index = 0;
    for (StoredBlock block : opened) {
      int used = checkpoint.blocks().get(index++).used();
      Optional<String> trouble =
          switch (block) {
            case StoredBlock.Found found ->
                found.slots() == slots && found.usedSlots() == used
                    ? Optional.empty()
                    : Optional.of(
                        "blocks of %d columns were stored, and they are %d now"
                            .formatted(found.slots(), slots));
            case StoredBlock.Missing missing ->
                Optional.of("block %.12s is not on the disk any more".formatted(missing.id()));
            case StoredBlock.Damaged damaged ->
                Optional.of("a block is damaged: " + damaged.reason());
            case StoredBlock.Foreign foreign ->
                Optional.of("a block is foreign: " + foreign.reason());
          };
      if (trouble.isPresent()) {
        lost.add(block.id());
        kept.noteLost(block.id());
        first = first.or(() -> trouble);
      }
    }
    return first;
  }

  private Mapping attach(Trace trace, TraceEvent.Checkpoint checkpoint, List<StoredBlock> opened) {
    long firstPosition = SessionOptions.of(trace).firstPosition();
    engine.makeRoom((long) opened.size() * engine.pool().slots());
    TokenSession session = engine.newSession(firstPosition);
    KvSequence sequence = session.sequence();
    long[] positions = positions(checkpoint);
    long[] hidden = hidden(checkpoint);
    int column = 0;
    int adopted = 0;
    String why = "the columns are not those that were stored";
    try {
      for (StoredBlock block : opened) {
        StoredBlock.Found found = (StoredBlock.Found) block;
        int end = column + found.usedSlots();
        try (BlockLease lease = engine.pool().adopt(found.payload(), found::close)) {
          adopted++;
          sequence.attach(
              lease,
              Arrays.copyOfRange(positions, column, end),
              Arrays.copyOfRange(hidden, column, end),
              found.columnDigests());
        }
        kept.noteStored(found.id());
        column = end;
      }
      Trace stored = trace.until(checkpoint.event());
      Timeline timeline = SessionState.of(engine.tokenizer(), stored).timeline();
      int pending = covers(checkpoint, timeline.nextPosition() - 1) ? 0 : pending(stored);
      long next = timeline.nextPosition() - pending;
      sequence.skip(Math.max(0, next - sequence.nextPosition()));
      int computed = timeline.length() - pending;
      session.restore(timeline.ids(), Arrays.copyOf(timeline.positions(), computed));
      if (HexFormat.of().formatHex(session.stateDigest()).equals(checkpoint.digest())) {
        return new Mapping.Done(session);
      }
    } catch (PoolFullException | IllegalArgumentException e) {
      why = String.valueOf(e.getMessage());
    }
    session.close();
    close(opened.subList(adopted, opened.size()));
    return new Mapping.Failed(why);
  }

  /** Whether a position is not behind all columns of a checkpoint. */
  static boolean covers(TraceEvent.Checkpoint checkpoint, long position) {
    List<PositionRun> runs = checkpoint.positions();
    return !runs.isEmpty() && position < runs.getLast().first() + runs.getLast().count();
  }

  /** 1 if the model wrote the last token, which a session may have left to be computed later. */
  private static int pending(Trace stored) {
    int pending = 0;
    for (TraceEvent event : stored.events()) {
      pending =
          switch (event) {
            case TraceEvent.Generated generated -> generated.tokens().size() > 0 ? 1 : pending;
            case TraceEvent.Appended _,
                TraceEvent.Deleted _,
                TraceEvent.Closed _,
                TraceEvent.Truncated _ ->
                0;
            case TraceEvent.Opened _,
                TraceEvent.Pinned _,
                TraceEvent.Forked _,
                TraceEvent.Recalled _,
                TraceEvent.Checkpoint _ ->
                pending;
          };
    }
    return pending;
  }

  private static long[] positions(TraceEvent.Checkpoint checkpoint) {
    long[] positions = new long[checkpoint.columns()];
    int column = 0;
    for (PositionRun run : checkpoint.positions()) {
      for (int i = 0; i < run.count(); i++) {
        positions[column++] = run.first() + i;
      }
    }
    return positions;
  }

  private static long[] hidden(TraceEvent.Checkpoint checkpoint) {
    long[] hidden = new long[checkpoint.columns()];
    Arrays.fill(hidden, KvSequence.NEVER);
    for (HiddenColumns run : checkpoint.hidden()) {
      Arrays.fill(hidden, run.start(), run.end(), run.from());
    }
    return hidden;
  }

  private static void close(List<StoredBlock> blocks) {
    for (StoredBlock block : blocks) {
      if (block instanceof StoredBlock.Found found) {
        found.close();
      }
    }
  }
}
