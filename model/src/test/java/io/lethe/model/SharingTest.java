package io.lethe.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kv.BlockLease;
import io.lethe.kv.KvSequence;
import io.lethe.kv.Span;
import io.lethe.tensor.Kernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Laws 3 and 4: forks, defragmentation, adopted memory and reading under marks change no bit of
 * what a sequence gives.
 */
@ParameterizedClass
@FieldSource("io.lethe.model.Specimen#ALL")
class SharingTest {
  /** What is forgotten after so many tokens of {@link #ids} were read. */
  private record Deletion(int read, Span span) {}

  private static final List<Deletion> DELETIONS =
      List.of(
          new Deletion(20, new Span(0, 9)),
          new Deletion(37, new Span(8, 32)),
          new Deletion(37, new Span(35, 36)),
          new Deletion(55, new Span(32, 50)),
          new Deletion(68, new Span(52, 66)));

  private final Rig rig;
  private final int[] ids;
  private final int[] then;

  SharingTest(Specimen specimen) {
    this.rig = new Rig(specimen.file(), Kernels.best(), 2, 32);
    this.ids = specimen.ids();
    this.then = Tiny.randomIds(5, 12, 250);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  /** Reads and forgets turn by turn; adds the logits after each token to {@code out}. */
  private KvSequence live(List<float[]> out) {
    KvSequence sequence = rig.sequence();
    int read = 0;
    for (Deletion deletion : DELETIONS) {
      read(sequence, read, deletion.read, out);
      read = deletion.read;
      sequence.forget(List.of(deletion.span));
    }
    read(sequence, read, ids.length, out);
    return sequence;
  }

  private void read(KvSequence sequence, int from, int to, List<float[]> out) {
    if (from < to) {
      out.addAll(Arrays.asList(rig.read(sequence, Arrays.copyOfRange(ids, from, to), 64)));
    }
  }

  private int[][] next(KvSequence sequence) {
    return Logits.bits(rig.read(sequence, then, 5));
  }

  private static int[][] bits(List<float[]> logits) {
    return Logits.bits(logits.toArray(float[][]::new));
  }

  @Test
  void oneBatchUnderMarksGivesWhatReadingAndForgettingGave() {
    List<float[]> found = new ArrayList<>();
    try (KvSequence live = live(found);
        KvSequence replayed = rig.sequence()) {
      Batch batch = new Batch().add(replayed, ids, 0, ids.length, Batch.Logits.ALL);
      for (Deletion deletion : DELETIONS) {
        replayed.hideFrom(List.of(deletion.span), deletion.read);
      }
      assertThat(Logits.bits(rig.forward(batch))).isDeepEqualTo(bits(found));
      assertThat(replayed.stateDigest()).isEqualTo(live.stateDigest());
      replayed.dropDead();
      assertThat(replayed.columns()).isLessThan(ids.length);
      assertThat(next(replayed)).isDeepEqualTo(next(live));
    }
  }

  @Test
  void chunksUnderMarksSetAheadOfTimeGiveTheSame() {
    List<float[]> found = new ArrayList<>();
    List<float[]> replay = new ArrayList<>();
    try (KvSequence live = live(found);
        KvSequence replayed = rig.sequence()) {
      for (int i = 0; i < ids.length; i += 7) {
        int end = Math.min(i + 7, ids.length);
        Batch batch = new Batch().add(replayed, ids, i, end, Batch.Logits.ALL);
        DELETIONS.forEach(d -> replayed.hideFrom(List.of(d.span), d.read));
        replay.addAll(Arrays.asList(rig.forward(batch)));
        replayed.dropDead();
      }
      assertThat(bits(replay)).isDeepEqualTo(bits(found));
      assertThat(replayed.stateDigest()).isEqualTo(live.stateDigest());
    }
  }

  @Test
  void defragmentingChangesNoBit() {
    try (KvSequence plain = live(new ArrayList<>());
        KvSequence moved = live(new ArrayList<>())) {
      byte[] digest = moved.stateDigest();
      assertThat(moved.defragment(Kernels.best(), rig.workers).blocksAfter())
          .isLessThan(Math.ceilDiv(plain.columns(), 32));
      assertThat(moved.stateDigest()).isEqualTo(digest);
      assertThat(next(moved)).isDeepEqualTo(next(plain));
    }
  }

  @Test
  void whatAForkDoesNeitherChangesItsOriginNorDependsOnIt() {
    try (KvSequence plain = live(new ArrayList<>());
        KvSequence origin = live(new ArrayList<>());
        KvSequence fork = origin.fork()) {
      fork.forget(List.of(new Span(66, 67)));
      plain.forget(List.of(new Span(66, 67)));
      rig.next(origin, 1, 2, 3);
      assertThat(next(fork)).isDeepEqualTo(next(plain));
    }
    try (KvSequence plain = live(new ArrayList<>());
        KvSequence origin = live(new ArrayList<>());
        KvSequence fork = origin.fork()) {
      rig.next(fork, 1, 2, 3);
      fork.forget(List.of(new Span(50, 52)));
      assertThat(next(origin)).isDeepEqualTo(next(plain));
    }
  }

  @Test
  void adoptedBlocksGiveTheSameBits() {
    try (Arena arena = Arena.ofShared();
        KvSequence plain = live(new ArrayList<>());
        KvSequence restored = new KvSequence(rig.pool, 0)) {
      for (int c = 0; c < plain.columns(); c += 32) {
        int[] columns = IntStream.range(c, Math.min(c + 32, plain.columns())).toArray();
        long[] positions = IntStream.of(columns).mapToLong(plain::position).toArray();
        long[] marks = IntStream.of(columns).mapToLong(plain::hiddenFrom).toArray();
        MemorySegment copy = arena.allocate(rig.pool.blockBytes(), 64).copyFrom(plain.block(c));
        try (BlockLease lease = rig.pool.adopt(copy, () -> {})) {
          restored.attach(lease, positions, marks);
        }
      }
      assertThat(restored.nextPosition()).isEqualTo(plain.nextPosition());
      assertThat(restored.stateDigest()).isEqualTo(plain.stateDigest());
      assertThat(next(restored)).isDeepEqualTo(next(plain));
    }
  }
}
