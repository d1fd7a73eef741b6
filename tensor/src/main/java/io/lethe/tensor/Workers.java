package io.lethe.tensor;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed set of threads that share the tasks of one job at a time; the caller is one of them. Owns
 * the threads and their {@link Scratch}. Jobs may come from any thread and run one after the other.
 *
 * <p>Between jobs a worker spins for a moment before it sleeps: a decode step is some two hundred
 * jobs of a few microseconds, and waking a sleeping thread costs more than such a job.
 */
public final class Workers implements AutoCloseable {
  /** One piece of a job. Pieces run in any order, on any worker, at the same time. */
  @FunctionalInterface
  public interface Task {
    void run(int index, Scratch scratch);
  }

  /** How long a worker looks for the next job before it sleeps, in nanoseconds. */
  private static final long SPIN_NANOS = 200_000;

  private final Arena arena = Arena.ofShared();
  private final Scratch own;
  private final List<Thread> threads = new ArrayList<>();
  private final List<Scratch> scratches = new ArrayList<>();
  private final Object turn = new Object();
  private volatile @Nullable Job job;
  private volatile boolean closed;

  private static final class Job {
    final int tasks;
    final Task task;
    final AtomicInteger next = new AtomicInteger();
    final AtomicInteger done = new AtomicInteger();
    volatile @Nullable Throwable failure;

    Job(int tasks, Task task) {
      this.tasks = tasks;
      this.task = task;
    }

    @SuppressWarnings("CatchAndPrintStackTrace")
    void work(Scratch scratch) {
      int index;
      while ((index = next.getAndIncrement()) < tasks) {
        try {
          task.run(index, scratch);
        } catch (Throwable e) {
          failure = e;
        } finally {
          done.incrementAndGet();
        }
      }
    }
  }

  /** Starts {@code count - 1} daemon threads. */
  public Workers(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("found " + count + " threads, wanted at least 1");
    }
    own = new Scratch(arena);
    for (int i = 1; i < count; i++) {
      Scratch scratch = new Scratch(arena);
      scratches.add(scratch);
      Thread thread = new Thread(() -> loop(scratch), "lethe-worker-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /** The number of threads that work, the caller included. */
  public int count() {
    return threads.size() + 1;
  }

  /**
   * Runs tasks {@code 0 .. tasks - 1} and returns when all are done.
   *
   * @throws IllegalStateException if the workers are closed
   */
  public void run(int tasks, Task task) {
    synchronized (turn) {
      if (closed) {
        throw new IllegalStateException("the workers are closed");
      }
      if (tasks == 1 || threads.isEmpty()) {
        for (int i = 0; i < tasks; i++) {
          task.run(i, own);
        }
        return;
      }
      Job current = new Job(tasks, task);
      job = current;
      for (Thread thread : threads) {
        LockSupport.unpark(thread);
      }
      current.work(own);
      while (current.done.get() < tasks) {
        Thread.onSpinWait();
      }
      job = null;
      Throwable failure = current.failure;
      if (failure != null) {
        throw failure instanceof RuntimeException e ? e : new IllegalStateException(failure);
      }
    }
  }

  private void loop(Scratch scratch) {
    long idleSince = System.nanoTime();
    while (!closed) {
      Job current = job;
      if (current != null && current.next.get() < current.tasks) {
        current.work(scratch);
        idleSince = System.nanoTime();
      } else if (System.nanoTime() - idleSince < SPIN_NANOS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
        idleSince = System.nanoTime();
      }
    }
  }

  /** Ends the threads and frees their scratch. Waits for a job that is running. Idempotent. */
  @Override
  public void close() {
    synchronized (turn) {
      if (closed) {
        return;
      }
      closed = true;
      for (Thread thread : threads) {
        LockSupport.unpark(thread);
      }
      for (Thread thread : threads) {
        boolean interrupted = false;
        while (thread.isAlive()) {
          try {
            thread.join();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
      arena.close();
    }
  }
}
