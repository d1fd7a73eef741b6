package io.lethe.bench;

import io.lethe.kv.BlockPool;
import io.lethe.kv.KvSequence;
import io.lethe.tensor.Workers;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The time of a column's digest, 46,080 bytes, when a whole sequence is digested. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH sets the fields
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10)
@Measurement(iterations = 10)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class DigestBenchmark {
  private static final int COLUMNS = 2048;

  private BlockPool pool;
  private Workers workers;
  private KvSequence sequence;
  private int[] all;

  @Setup(Level.Trial)
  public void open() {
    pool = new BlockPool(Columns.SMOLLM2, 32, COLUMNS / 32);
    workers = new Workers(Runtime.getRuntime().availableProcessors());
    sequence = Columns.sequence(pool, COLUMNS);
    all = IntStream.range(0, COLUMNS).toArray();
  }

  @Setup(Level.Invocation)
  public void change() {
    sequence.makeWritable(all);
  }

  @TearDown(Level.Trial)
  public void close() {
    workers.close();
    pool.close();
  }

  /** On one thread. */
  @Benchmark
  @OperationsPerInvocation(COLUMNS)
  public byte[] alone() {
    return sequence.stateDigest();
  }

  /** On all. */
  @Benchmark
  @OperationsPerInvocation(COLUMNS)
  public byte[] together() {
    return sequence.stateDigest(workers);
  }
}
