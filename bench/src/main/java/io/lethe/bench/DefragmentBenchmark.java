package io.lethe.bench;

import io.lethe.kv.BlockPool;
import io.lethe.kv.Defragmentation;
import io.lethe.kv.KvSequence;
import io.lethe.tensor.Kernels;
import io.lethe.tensor.ScalarKernels;
import io.lethe.tensor.Workers;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Moving what is left of 4,096 columns, half of them forgotten, into full blocks; beside it what
 * the machine copies and reads. Columns are larger than any cache.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH sets the fields
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 20)
@Measurement(iterations = 20)
@Fork(
    value = 2,
    jvmArgsAppend = {
      "--add-modules=jdk.incubator.vector",
      "--enable-native-access=ALL-UNNAMED",
      "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0"
    })
public class DefragmentBenchmark {
  private static final int COLUMNS = 4096;

  /** Which kernels. */
  @Param({"simd", "scalar"})
  public String kernels;

  /** Neighbouring columns that were forgotten together. */
  @Param({"1", "5", "20"})
  public int together;

  /** What was moved, so that bytes can be divided by time. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Moved {
    /** Megabytes that went to another place, each counted once. */
    public double megabytes;
  }

  private BlockPool pool;
  private Workers workers;
  private Kernels chosen;
  private KvSequence sequence;
  private KvSequence other;

  @Setup(Level.Trial)
  public void open() {
    pool = new BlockPool(Columns.SMOLLM2, 32, 2 * COLUMNS / 32);
    workers = new Workers(Runtime.getRuntime().availableProcessors());
    chosen = kernels.equals("simd") ? Kernels.best() : new ScalarKernels();
    other = Columns.sequence(pool, COLUMNS);
  }

  @Setup(Level.Invocation)
  public void fragment() {
    sequence = Columns.sequence(pool, COLUMNS);
    sequence.forget(Columns.everyOther(COLUMNS, together));
  }

  @TearDown(Level.Invocation)
  public void clear() {
    sequence.close();
  }

  @TearDown(Level.Trial)
  public void close() {
    workers.close();
    pool.close();
  }

  /** The move itself. */
  @Benchmark
  public Defragmentation defragment(Moved moved) {
    Defragmentation done = sequence.defragment(chosen, workers);
    moved.megabytes = done.bytesMoved() / 1e6;
    return done;
  }

  /** The ceiling: as many bytes copied from block to block, block by block. */
  @Benchmark
  public KvSequence copy(Moved moved) {
    int blocks = COLUMNS / 32 / 2;
    workers.run(
        blocks,
        (b, scratch) -> {
          MemorySegment from = sequence.block(b * 32);
          other.block(b * 32).copyFrom(from);
        });
    moved.megabytes = blocks * pool.blockBytes() / 1e6;
    return other;
  }
}
