package io.lethe.kv;

import static io.lethe.kv.BlockSamples.SMALL;
import static io.lethe.kv.BlockSamples.SMALL_FILE_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.kv.BlockSamples.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockWriterTest {
  private static final long BLOCK_BYTES = SMALL_FILE_BYTES - 4096;
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir private Path folder;

  private final AtomicInteger leases = new AtomicInteger();
  private final Heard heard = new Heard();

  @Test
  void whatIsSubmittedIsStoredAfterAFlush() {
    BlockStore store = BlockSamples.store(folder, 1 << 20);
    try (BlockWriter writer = new BlockWriter(store, 1 << 20, LONG, heard)) {
      for (int seed = 0; seed < 20; seed++) {
        assertThat(writer.submit(job(seed % 15))).isEqualTo(new BlockWriter.Submission.Queued());
      }
      writer.flush();
      assertThat(writer.counts()).isEqualTo(new BlockWriter.Counts(15, 5, 0, 0, 0));
      assertThat(writer.queuedBytes()).isZero();
      assertThat(leases).hasValue(20);
      assertThat(heard.answered).hasSize(20).allMatch(it -> store.holds(it.id()));
    }
  }

  @Test
  void aFullQueueRefusesAndEndsTheLease() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1);
    BlockStore store = BlockSamples.store(folder, 1 << 20);
    try (BlockWriter writer = new BlockWriter(store, 2 * BLOCK_BYTES, LONG, heard)) {
      writer.submit(waiting(0, started, gate));
      started.await();
      assertThat(writer.submit(job(1))).isEqualTo(new BlockWriter.Submission.Queued());
      assertThat(writer.submit(job(2)))
          .isEqualTo(new BlockWriter.Submission.Full(2 * BLOCK_BYTES, 2 * BLOCK_BYTES));
      assertThat(leases).hasValue(1);
      gate.countDown();
      writer.flush();
      assertThat(leases).hasValue(3);
      assertThat(writer.submit(job(2))).isEqualTo(new BlockWriter.Submission.Queued());
    }
    assertThat(heard.answered).hasSize(3);
  }

  @Test
  void aBlockLargerThanTheQueueGoesThroughAlone() {
    BlockStore store = BlockSamples.store(folder, 1 << 20);
    try (BlockWriter writer = new BlockWriter(store, 0, LONG, heard)) {
      assertThat(writer.submit(job(1))).isEqualTo(new BlockWriter.Submission.Queued());
    }
    assertThat(heard.answered).hasSize(1);
  }

  @Test
  void failuresAreToldAndOtherJobsGoOn() throws IOException {
    BlockStore store = BlockSamples.store(folder, 2 * SMALL_FILE_BYTES);
    Path parts = Files.createFile(folder.resolve("parts"));
    try (BlockWriter writer = new BlockWriter(store, 1 << 20, LONG, heard)) {
      writer.submit(job(1));
      writer.submit(job(2));
      writer.flush();
      Files.delete(parts);
      Sample large = new BlockSamples(BlockSamples.TINY, 512).sample(3);
      writer.submit(job(large, leases::incrementAndGet));
      writer.submit(
          new BlockWriter.Job(large.memory(), 32, 1, new byte[32], leases::incrementAndGet));
      writer.submit(job(4));
      writer.flush();
      assertThat(writer.counts()).isEqualTo(new BlockWriter.Counts(1, 0, 1, 3, 0));
    }
    assertThat(leases).hasValue(5);
    assertThat(heard.failed)
        .hasSize(3)
        .extracting(it -> (Object) it.getClass())
        .containsExactly(
            BlockStoreException.class, BlockStoreException.class, IllegalArgumentException.class);
    assertThat(heard.answered)
        .satisfiesExactly(
            it -> assertThat(it).isInstanceOf(Storing.Refused.class),
            it -> assertThat(it).isInstanceOf(Storing.Written.class));
  }

  @Test
  void leasesAndListenersThatThrowDoNotEndTheThread() {
    BlockStore store = BlockSamples.store(folder, 1 << 20);
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    List<Throwable> told = new CopyOnWriteArrayList<>();
    Thread.setDefaultUncaughtExceptionHandler((_, e) -> told.add(e));
    try (BlockWriter writer = new BlockWriter(store, 1 << 20, LONG, new Throwing())) {
      writer.submit(
          job(
              SMALL.sample(1),
              () -> {
                throw new IOException("lease");
              }));
      writer.submit(job(2));
      writer.flush();
      assertThat(writer.counts()).isEqualTo(new BlockWriter.Counts(2, 0, 0, 0, 0));
      assertThat(told)
          .extracting(Throwable::getMessage)
          .containsExactly("lease", "answered", "answered");
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void closingWritesWhatWaits() {
    BlockStore store = BlockSamples.store(folder, 1 << 20);
    BlockWriter writer = new BlockWriter(store, 1 << 20, LONG, heard);
    for (int seed = 0; seed < 30; seed++) {
      writer.submit(job(seed));
    }
    writer.close();
    writer.close();
    assertThat(writer.counts()).isEqualTo(new BlockWriter.Counts(30, 0, 0, 0, 0));
    assertThat(writer.submit(job(31))).isEqualTo(new BlockWriter.Submission.Closed());
    assertThat(leases).hasValue(31);
  }

  @Test
  void closingDropsWhatDoesNotFitTheLimitAndEndsItsLeases() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1);
    BlockStore store = BlockSamples.store(folder, 1 << 20);
    BlockWriter writer = new BlockWriter(store, 1 << 20, Duration.ZERO, heard);
    heard.onDrop = gate::countDown;
    writer.submit(waiting(0, started, gate));
    writer.submit(job(1));
    writer.submit(job(2));
    started.await();
    writer.close();
    assertThat(writer.counts()).isEqualTo(new BlockWriter.Counts(1, 0, 0, 0, 2));
    assertThat(heard.dropped).isEqualTo(2);
    assertThat(leases).hasValue(3);
  }

  @Test
  void aListenerThatWaitsForItsOwnWriterIsRefused() {
    BlockStore store = BlockSamples.store(folder, 1 << 20);
    BlockWriter[] itself = new BlockWriter[1];
    List<Throwable> thrown = new CopyOnWriteArrayList<>();
    heard.onAnswer =
        () -> {
          try {
            itself[0].flush();
          } catch (IllegalStateException e) {
            thrown.add(e);
          }
        };
    try (BlockWriter writer = new BlockWriter(store, 1 << 20, LONG, heard)) {
      itself[0] = writer;
      writer.submit(job(1));
      writer.flush();
    }
    assertThat(thrown).hasSize(1);
    assertThatThrownBy(() -> new BlockWriter(store, -1, LONG, heard))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private BlockWriter.Job job(long seed) {
    return job(SMALL.sample(seed), leases::incrementAndGet);
  }

  private static BlockWriter.Job job(Sample sample, AutoCloseable lease) {
    return new BlockWriter.Job(
        sample.memory(), sample.slots(), sample.used(), sample.digests(), lease);
  }

  /** A job whose lease holds the writer's thread until the gate opens. */
  private BlockWriter.Job waiting(long seed, CountDownLatch started, CountDownLatch gate) {
    return job(
        SMALL.sample(seed),
        () -> {
          started.countDown();
          gate.await();
          leases.incrementAndGet();
        });
  }

  private static final class Heard implements BlockWriter.Listener {
    final List<Storing> answered = new CopyOnWriteArrayList<>();
    final List<Throwable> failed = new CopyOnWriteArrayList<>();
    volatile int dropped;
    volatile Runnable onAnswer = () -> {};
    volatile Runnable onDrop = () -> {};

    @Override
    public void answered(BlockWriter.Job job, Storing storing) {
      answered.add(storing);
      onAnswer.run();
    }

    @Override
    public void failed(BlockWriter.Job job, Throwable cause) {
      failed.add(cause);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread drops
    public void dropped(BlockWriter.Job job) {
      dropped++;
      onDrop.run();
    }
  }

  private static final class Throwing implements BlockWriter.Listener {
    @Override
    public void answered(BlockWriter.Job job, Storing storing) {
      throw new IllegalStateException("answered");
    }

    @Override
    public void failed(BlockWriter.Job job, Throwable cause) {
      throw new IllegalStateException("failed");
    }

    @Override
    public void dropped(BlockWriter.Job job) {
      throw new IllegalStateException("dropped");
    }
  }
}
