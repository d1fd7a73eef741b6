package io.lethe.kv;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes blocks to a store behind the back of those who compute. Owns one daemon thread of low
 * priority and a queue bounded in bytes. Copies nothing: the memory of a job belongs to its caller,
 * who learns from the lease when it is no longer read. Every lease is closed exactly once, whatever
 * becomes of its job. Safe for many threads.
 */
public final class BlockWriter implements AutoCloseable {
  /**
   * A block to be stored; see {@link BlockStore#put} for its parts.
   *
   * @param block must not change until the lease is closed
   * @param lease closed when the block is no longer read, on the writer's thread or, where the job
   *     is not taken, on the caller's
   */
  public record Job(
      MemorySegment block, int slots, int usedSlots, byte[] columnDigests, AutoCloseable lease) {}

  /** What became of a job that was handed in. */
  public sealed interface Submission {
    /** It will be written; the listener hears of it. */
    record Queued() implements Submission {}

    /** The queue is full: the disk does not keep up. The lease is closed. */
    record Full(long queuedBytes, long limitBytes) implements Submission {}

    /** The writer is closed. The lease is closed. */
    record Closed() implements Submission {}
  }

  /** Hears what became of queued jobs, on the writer's thread or that which closes the writer. */
  public interface Listener {
    /** The store answered: the block is stored, or was refused. */
    void answered(Job job, Storing storing);

    /** The block could not be written, and why; other jobs go on. */
    void failed(Job job, Throwable cause);

    /** The writer was closed before the block's turn came. */
    void dropped(Job job);
  }

  /** How many queued jobs ended in which way, since the writer was made. */
  public record Counts(long written, long known, long refused, long failed, long dropped) {
    private static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    private Counts plus(Counts other) {
      return new Counts(
          written + other.written,
          known + other.known,
          refused + other.refused,
          failed + other.failed,
          dropped + other.dropped);
    }
  }

  private final BlockStore store;
  private final long limitBytes;
  private final Duration drainLimit;
  private final Listener listener;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Job> queue = new ArrayDeque<>();
  private long queuedBytes; // of the job under way too
  private long submitted;
  private long ended;
  private Counts counts = Counts.NONE;
  private boolean closed;

  /**
   * Starts the thread.
   *
   * @param limitBytes the most bytes of blocks that may wait; one block may, however large
   * @param drainLimit how long {@link #close} goes on writing
   */
  @SuppressWarnings("ThreadPriorityCheck") // a hint only: nothing depends on it
  public BlockWriter(BlockStore store, long limitBytes, Duration drainLimit, Listener listener) {
    if (limitBytes < 0 || drainLimit.isNegative()) {
      throw new IllegalArgumentException(
          "found a queue of " + limitBytes + " bytes and " + drainLimit + ", wanted none negative");
    }
    this.store = store;
    this.limitBytes = limitBytes;
    this.drainLimit = drainLimit;
    this.listener = listener;
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name("lethe-block-writer")
            .priority(Thread.MIN_PRIORITY)
            .start(this::loop);
  }

  /** Hands in a block and returns at once. Takes over its lease. */
  public Submission submit(Job job) {
    Submission submission = enqueue(job);
    switch (submission) {
      case Submission.Queued() -> {}
      case Submission.Full(long _, long _), Submission.Closed() -> release(job);
    }
    return submission;
  }

  private Submission enqueue(Job job) {
    long bytes = job.block().byteSize();
    lock.lock();
    try {
      if (closed) {
        return new Submission.Closed();
      }
      if (queuedBytes > 0 && queuedBytes + bytes > limitBytes) {
        return new Submission.Full(queuedBytes, limitBytes);
      }
      queue.add(job);
      queuedBytes += bytes;
      submitted++;
      changed.signalAll();
      return new Submission.Queued();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until all jobs that were queued before have ended and their leases are closed.
   *
   * @throws IllegalStateException if called by the listener: it would wait for itself
   */
  public void flush() {
    requireOtherThread();
    lock.lock();
    try {
      long until = submitted;
      while (ended < until) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many queued jobs ended in which way. */
  public Counts counts() {
    lock.lock();
    try {
      return counts;
    } finally {
      lock.unlock();
    }
  }

  /** Bytes of the blocks that wait or are being written. */
  public long queuedBytes() {
    lock.lock();
    try {
      return queuedBytes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes no more jobs, writes for as long as the drain limit, drops what waits still, and returns
   * when the block under way is written and all leases are closed. Closing twice does nothing.
   */
  @Override
  public void close() {
    requireOtherThread();
    Deque<Job> dropped = new ArrayDeque<>();
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      awaitIdle(drainLimit.toNanos());
      for (Job job; (job = queue.poll()) != null; ) {
        dropped.add(job);
      }
    } finally {
      lock.unlock();
    }
    dropped.forEach(this::drop);
    flush();
  }

  private void awaitIdle(long nanos) {
    boolean interrupted = false;
    long deadline = System.nanoTime() + nanos;
    long left = nanos;
    while (ended < submitted && left > 0) {
      try {
        changed.awaitNanos(left);
      } catch (InterruptedException _) {
        interrupted = true;
      }
      left = deadline - System.nanoTime();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void requireOtherThread() {
    if (Thread.currentThread().equals(thread)) {
      throw new IllegalStateException("a listener can not wait for the writer that called it");
    }
  }

  private void loop() {
    while (true) {
      Job job;
      lock.lock();
      try {
        while (queue.isEmpty() && !closed) {
          changed.awaitUninterruptibly();
        }
        job = queue.poll();
      } finally {
        lock.unlock();
      }
      if (job == null) {
        return;
      }
      write(job);
    }
  }

  private void write(Job job) {
    Counts outcome;
    try {
      Storing storing = store.put(job.block(), job.slots(), job.usedSlots(), job.columnDigests());
      outcome =
          switch (storing) {
            case Storing.Written _ -> new Counts(1, 0, 0, 0, 0);
            case Storing.Known _ -> new Counts(0, 1, 0, 0, 0);
            case Storing.Refused _ -> new Counts(0, 0, 1, 0, 0);
          };
      release(job);
      guarded(() -> listener.answered(job, storing));
    } catch (RuntimeException | Error e) {
      outcome = new Counts(0, 0, 0, 1, 0);
      release(job);
      guarded(() -> listener.failed(job, e));
    }
    end(job, outcome);
  }

  private void drop(Job job) {
    release(job);
    guarded(() -> listener.dropped(job));
    end(job, new Counts(0, 0, 0, 0, 1));
  }

  private void end(Job job, Counts outcome) {
    lock.lock();
    try {
      counts = counts.plus(outcome);
      queuedBytes -= job.block().byteSize();
      ended++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void release(Job job) {
    guarded(job.lease()::close);
  }

  private interface Step {
    void run() throws Exception;
  }

  /** What is not ours must not end the thread; it is told as if it had. */
  private static void guarded(Step step) {
    try {
      step.run();
    } catch (Exception | Error e) {
      Thread current = Thread.currentThread();
      current.getUncaughtExceptionHandler().uncaughtException(current, e);
    }
  }
}
