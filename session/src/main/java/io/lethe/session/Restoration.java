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
import io.lethe.trace.TraceLine;
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
 * checkpoint are there and sound; else those before the first lost one, or all of an earlier
 * checkpoint if those are more, and the others are computed again; else all from the trace.
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
    Optional<Beginning> sound = Optional.empty();
    for (TraceEvent.Checkpoint checkpoint : checkpoints(trace)) {
      if (ids(checkpoint, checkpoint.blocks().size()).stream().anyMatch(lost::contains)) {
        continue;
      }
      Beginning whole = Beginning.whole(engine.tokenizer(), trace, checkpoint);
      if (sound.isPresent() && sound.get().tokens().length >= whole.tokens().length) {
        break;
      }
      switch (map(trace, whole, lost)) {
        case Mapping.Done(TokenSession session) -> {
          goOn(session, whole);
          return new Restored(session, origin(reasons, whole, session));
        }
        case Mapping.Failed(String why, int soundBlocks) -> {
          reasons.add(why);
          if (sound.isEmpty() && soundBlocks > 0) {
            sound = Beginning.before(soundBlocks, engine.tokenizer(), trace, checkpoint);
          }
        }
      }
    }
    if (sound.isPresent()
        && map(trace, sound.get(), lost) instanceof Mapping.Done(TokenSession session)) {
      if (goOn(session, sound.get()).isEmpty()) {
        return new Restored(session, origin(reasons, sound.get(), session));
      }
      session.close();
    }
    String reason = reasons.isEmpty() ? "it was never stored" : reasons.getFirst();
    Replay replay = new Replay(engine, Replay.Deletions.AS_RECORDED, OptionalInt.empty());
    TokenSession replayed = replay.session(name, trace, share -> {}).session();
    return new Restored(replayed, new CacheOrigin.Replayed(reason, replayed.length()));
  }

  private static CacheOrigin origin(List<String> reasons, Beginning mapped, TokenSession session) {
    return reasons.isEmpty()
        ? new CacheOrigin.Restored()
        : new CacheOrigin.Replayed(
            "%s; columns of the first %d tokens were mapped"
                .formatted(reasons.getFirst(), mapped.tokens().length),
            session.length() - mapped.tokens().length);
  }

  /**
   * Does again what happened after what was mapped. Where that was not all of a checkpoint, the
   * columns are compared with it; returns how they differ then. Closes the session if it fails.
   */
  private static Optional<Divergence> goOn(TokenSession session, Beginning mapped) {
    boolean done = false;
    try {
      Reconstruction after = new Reconstruction(session);
      for (TraceLine line : mapped.rest()) {
        after.apply(line);
        if (!mapped.isWhole() && line.number() == mapped.checkpoint().event()) {
          after.compare(mapped.checkpoint());
        }
      }
      after.settle();
      done = true;
      return after.divergence();
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

  private static List<BlockId> ids(TraceEvent.Checkpoint checkpoint, int blocks) {
    return checkpoint.blocks().stream()
        .limit(blocks)
        .map(block -> new BlockId(block.id().orElseThrow()))
        .toList();
  }

  private sealed interface Mapping {
    record Done(TokenSession session) implements Mapping {}

    /**
     * Nothing was mapped.
     *
     * @param soundBlocks how many blocks before the first one that was lost are as they were
     */
    record Failed(String why, int soundBlocks) implements Mapping {}
  }

  /**
   * @param lost takes the blocks that cannot be used
   */
  private Mapping map(Trace trace, Beginning wanted, Set<BlockId> lost) {
    List<BlockId> ids = ids(wanted.checkpoint(), wanted.blocks());
    List<StoredBlock> opened = kept.store().openAll(ids, engine.options().threads());
    Optional<String> trouble = trouble(opened, wanted.checkpoint(), lost);
    if (trouble.isPresent()) {
      close(opened);
      int sound = 0;
      while (!lost.contains(ids.get(sound))) {
        sound++;
      }
      return new Mapping.Failed(trouble.get(), sound);
    }
    return attach(trace, wanted, opened);
  }

  private Optional<String> trouble(
      List<StoredBlock> opened, TraceEvent.Checkpoint checkpoint, Set<BlockId> lost) {
    int slots = engine.pool().slots();
    Optional<String> first = Optional.empty();
    int index = 0;
    for (StoredBlock block : opened) {
      int used = checkpoint.blocks().get(index++).used();
      if (block instanceof StoredBlock.Found found
          && found.slots() == slots
          && found.usedSlots() == used) {
        continue;
      }
      String trouble =
          switch (block) {
            case StoredBlock.Found found ->
                "blocks of %d columns were stored, and they are %d now"
                    .formatted(found.slots(), slots);
            case StoredBlock.Missing missing ->
                "block %.12s is not on the disk any more".formatted(missing.id());
            case StoredBlock.Damaged damaged -> "a block is damaged: " + damaged.reason();
            case StoredBlock.Foreign foreign -> "a block is foreign: " + foreign.reason();
          };
      lost.add(block.id());
      kept.noteLost(block.id());
      first = first.or(() -> Optional.of(trouble));
    }
    return first;
  }

  private Mapping attach(Trace trace, Beginning wanted, List<StoredBlock> opened) {
    TraceEvent.Checkpoint checkpoint = wanted.checkpoint();
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
      if (!wanted.isWhole() && wanted.nextPosition() < sequence.nextPosition()) {
        sequence.truncateAt(wanted.nextPosition());
      }
      sequence.skip(Math.max(0, wanted.nextPosition() - sequence.nextPosition()));
      session.restore(wanted.tokens(), wanted.positions());
      if (!wanted.isWhole()
          || HexFormat.of().formatHex(session.stateDigest()).equals(checkpoint.digest())) {
        return new Mapping.Done(session);
      }
    } catch (PoolFullException | IllegalArgumentException e) {
      why = String.valueOf(e.getMessage());
    }
    session.close();
    close(opened.subList(adopted, opened.size()));
    return new Mapping.Failed(why, 0);
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
