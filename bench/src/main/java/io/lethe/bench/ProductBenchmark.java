package io.lethe.bench;

import io.lethe.tensor.DType;
import io.lethe.tensor.Kernels;
import io.lethe.tensor.MatrixPacker;
import io.lethe.tensor.MatrixProduct;
import io.lethe.tensor.PackedMatrix;
import io.lethe.tensor.Rows;
import io.lethe.tensor.ScalarKernels;
import io.lethe.tensor.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
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
 * The ladder of products: scalar and vector kernels, every stored format, one token to five
 * hundred. A product of {@code rows} tokens with a matrix of 1,536 x 1,536.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH sets the fields
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-modules=jdk.incubator.vector",
      "--enable-native-access=ALL-UNNAMED",
      "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0"
    })
public class ProductBenchmark {
  private static final int SIZE = 1536;

  /** Which kernels. */
  @Param({"simd", "scalar"})
  public String kernels;

  /** How the weights are stored. */
  @Param({"Q4_1", "Q4_K", "Q5_0", "Q6_K", "Q8_0", "F32"})
  public DType type;

  /** Tokens at once. */
  @Param({"1", "8", "512"})
  public int rows;

  private Arena arena;
  private Workers workers;
  private MatrixProduct products;
  private Rows x;
  private MatrixProduct.Term term;

  /**
   * Makes random weights; their values do not change the time as long as they are ordinary numbers.
   */
  @Setup(Level.Trial)
  public void open() {
    arena = Arena.ofShared();
    workers = new Workers(Runtime.getRuntime().availableProcessors());
    products =
        new MatrixProduct(kernels.equals("simd") ? Kernels.best() : new ScalarKernels(), workers);
    MemorySegment stored = arena.allocate(SIZE * type.bytes(SIZE), 64);
    Random random = new Random(1);
    for (long i = 0; i < stored.byteSize(); i += 2) {
      // As f16 and as the upper half of an f32 these bits are numbers between 2^-9 and 2^-5.
      stored.set(ValueLayout.JAVA_SHORT_UNALIGNED, i, (short) (0x1c00 + random.nextInt(0x1000)));
    }
    MemorySegment packed = arena.allocate(PackedMatrix.packedBytes(type, SIZE, SIZE), 64);
    MatrixPacker.pack(type, SIZE, SIZE, stored, packed, workers);
    x = new Rows(SIZE);
    x.resize(rows);
    for (int i = 0; i < rows * SIZE; i++) {
      x.values()[i] = random.nextFloat();
    }
    Rows out = new Rows(SIZE);
    out.resize(rows);
    term = new MatrixProduct.Term(PackedMatrix.of(type, SIZE, SIZE, packed), out);
  }

  @TearDown(Level.Trial)
  public void close() {
    workers.close();
    arena.close();
  }

  /** {@code out[rows, 1536] = x[rows, 1536] · wᵀ}. */
  @Benchmark
  public float[] multiply() {
    products.multiply(x, term);
    return term.out().values();
  }
}
