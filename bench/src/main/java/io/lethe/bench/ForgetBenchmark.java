package io.lethe.bench;

import io.lethe.kv.BlockPool;
import io.lethe.kv.KvSequence;
import io.lethe.kv.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
 * Forgetting 1,000 columns, in spans of 50, of a sequence that other deletions have fragmented. The
 * first deletion in a process is what a user meets, so single shots count, the cold one too.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH sets the fields
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 30)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class ForgetBenchmark {
  /** Columns before anything is forgotten. */
  @Param({"4096", "8000"})
  public int columns;

  private BlockPool pool;
  private KvSequence sequence;
  private List<Span> spans;

  @Setup(Level.Trial)
  public void open() {
    pool = new BlockPool(Columns.SMOLLM2, 32, Math.ceilDiv(columns, 32));
  }

  /** Every seventh column is gone already, and none of the 1,000. */
  @Setup(Level.Invocation)
  public void fragment() {
    sequence = new KvSequence(pool, 0);
    sequence.append(columns);
    spans = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      spans.add(new Span(columns / 20 * i, columns / 20 * i + 50));
    }
    List<Span> before = new ArrayList<>();
    for (int i = 0; i < columns; i += 7) {
      int position = i;
      if (spans.stream().noneMatch(span -> span.contains(position))) {
        before.add(new Span(i, i + 1));
      }
    }
    sequence.forget(before);
  }

  /** Also gives the blocks back, which is part of what the next call needs. */
  @TearDown(Level.Invocation)
  public void clear() {
    sequence.close();
  }

  @TearDown(Level.Trial)
  public void close() {
    pool.close();
  }

  /** 1,000 columns in 20 spans. */
  @Benchmark
  public int forget() {
    return sequence.forget(spans);
  }
}
