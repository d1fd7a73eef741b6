package io.lethe.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every implementation of {@link Kernels} owes: the bits of the specification, at every size.
 */
abstract class KernelsContract {
  private static final long SEED = 20261121;
  private final ScalarKernels specification = new ScalarKernels();
  private final Random random = new Random(SEED);
  private final Workers workers = new Workers(2);
  private Arena arena;

  abstract Kernels kernels();

  @BeforeEach
  void open() {
    arena = Arena.ofShared();
  }

  @AfterEach
  void close() {
    arena.close();
    workers.close();
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void unpackedWeightsAreTheStoredOnes(DType type) {
    int columns = 512;
    MemorySegment stored = Blocks.random(arena, type, 64, columns, random);
    PackedMatrix matrix = Blocks.pack(arena, type, 64, columns, stored, workers);
    Rows identity = new Rows(columns);
    identity.resize(columns);
    for (int k = 0; k < columns; k++) {
      identity.values()[k * columns + k] = 1f;
    }
    Rows out = new Rows(64);
    out.resize(columns);
    new MatrixProduct(kernels(), workers).multiply(identity, new MatrixProduct.Term(matrix, out));
    float[] row = new float[columns];
    for (int r = 0; r < 64; r++) {
      Dequantization.decode(type, stored, r * type.bytes(columns), row, 0, columns);
      for (int k = 0; k < columns; k++) {
        float found = out.values()[k * 64 + r];
        assertThat(found)
            .as("%s row %d column %d", type, r, k)
            .isCloseTo(row[k], Blocks.tolerance(type, row[k]));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void productsHaveTheBitsOfTheSpecificationForAnyNumberOfRows(DType type) {
    for (int rows : new int[] {1, 2, 3, 4, 5, 11, 12, 13, 17, 25}) {
      int outputs = 1 + random.nextInt(130);
      int columns = type.blockElements() == 256 ? 512 : 32 * (1 + random.nextInt(18));
      PackedMatrix matrix =
          Blocks.pack(
              arena,
              type,
              outputs,
              columns,
              Blocks.random(arena, type, outputs, columns, random),
              workers);
      Rows x = new Rows(columns);
      x.resize(rows);
      Floats.fill(x.values(), random);
      assertThat(product(kernels(), x, matrix))
          .as("%s [%d, %d] x [%d]", type, outputs, columns, rows)
          .containsExactly(product(specification, x, matrix));
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void aRowHasTheSameBitsAloneAndInABatch(DType type) {
    int columns = 512;
    PackedMatrix matrix =
        Blocks.pack(
            arena, type, 100, columns, Blocks.random(arena, type, 100, columns, random), workers);
    Rows x = new Rows(columns);
    x.resize(19);
    Floats.fill(x.values(), random);
    float[] together = product(kernels(), x, matrix);
    for (int r = 0; r < 19; r++) {
      Rows one = new Rows(columns);
      one.resize(1);
      System.arraycopy(x.values(), r * columns, one.values(), 0, columns);
      float[] alone = product(kernels(), one, matrix);
      for (int n = 0; n < 100; n++) {
        assertThat(alone[n]).isEqualTo(together[r * 100 + n]);
      }
    }
  }

  private float[] product(Kernels kernels, Rows x, PackedMatrix matrix) {
    Rows out = new Rows(matrix.rows());
    out.resize(x.rows());
    new MatrixProduct(kernels, workers).multiply(x, new MatrixProduct.Term(matrix, out));
    return out.values();
  }

  static Stream<Integer> sizes() {
    return Stream.of(1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 64, 577, 1536);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void elementwiseLoopsHaveTheBitsOfTheSpecification(int n) {
    int o = 3;
    float[] x = Floats.random(n + o, random);
    float[] y = Floats.random(n + o, random);
    assertThat(kernels().sumOfSquares(x, o, n)).isEqualTo(specification.sumOfSquares(x, o, n));
    assertThat(kernels().max(x, o, n)).isEqualTo(specification.max(x, o, n));
    same(x, (k, a) -> k.addInPlace(a, o, y, o, n));
    same(x, (k, a) -> k.scale(y, o, 0.37f, y, a, o, n));
    same(x, (k, a) -> k.siluTimesInPlace(a, y, o, n));
    same(x, (k, a) -> k.geluTimesInPlace(a, y, o, n));
    same(x, (k, a) -> k.expInPlace(a, o, n, 1.5f));
  }

  private void same(float[] x, java.util.function.BiConsumer<Kernels, float[]> loop) {
    float[] found = x.clone();
    float[] wanted = x.clone();
    loop.accept(kernels(), found);
    loop.accept(specification, wanted);
    assertThat(found).containsExactly(wanted);
  }

  @Test
  void tilesHaveTheBitsOfTheSpecificationForAnyDepthAndStride() {
    for (int depth : new int[] {1, 5, 16, 64, 100}) {
      MemorySegment b = arena.allocate(depth * 200L + 128, 64);
      for (long i = 0; i < b.byteSize() / 4; i++) {
        b.setAtIndex(Layouts.F32_LE, i, (float) random.nextGaussian());
      }
      float[] a = Floats.random(depth * 12 + 100, random);
      float[] c = Floats.random(12 * 40 + 10, random);
      same(c, (k, out) -> k.wideTile(b, 4, 200, depth, a, 1, out, 2, 40));
      same(c, (k, out) -> k.narrowTile(b, 4, 200, depth, a, 1, depth + 3, 1, out, 2, 40));
      same(c, (k, out) -> k.narrowTile(b, 4, 200, depth, a, 1, 1, 4, out, 2, 40));
    }
  }

  @Test
  void keptLanesMoveTogetherBitForBitAndNothingElseIsWritten() {
    for (int round = 0; round < 200; round++) {
      int kept = round < 34 ? (int) ((1L << round) - 1) : random.nextInt();
      int rows = 1 + random.nextInt(70);
      long stride = 192 + 64L * random.nextInt(3);
      MemorySegment from = arena.allocate(rows * stride + 64);
      for (long i = 0; i < from.byteSize() / 4; i++) {
        from.setAtIndex(Layouts.I32_LE, i, random.nextInt());
      }
      MemorySegment found = arena.allocate(rows * stride + 64);
      MemorySegment wanted = arena.allocate(rows * stride + 64);
      kernels().compress(from, 64, rows, stride, kept, found, 4);
      specification.compress(from, 64, rows, stride, kept, wanted, 4);
      assertThat(found.mismatch(wanted)).as("kept %x", kept).isEqualTo(-1);
      wanted.copyFrom(from);
      specification.compress(from, 64, rows, stride, kept, wanted, 12);
      kernels().compress(from, 64, rows, stride, kept, from, 12);
      assertThat(from.mismatch(wanted)).as("kept %x in place", kept).isEqualTo(-1);
    }
  }

  @Test
  void expIsWithinTwoUnitsInTheLastPlaceAndZeroFarBelow() {
    float[] x = new float[4001];
    for (int i = 0; i < x.length; i++) {
      x[i] = -100f + i * 0.04f;
    }
    float[] found = x.clone();
    kernels().expInPlace(found, 0, found.length, 0f);
    for (int i = 0; i < x.length; i++) {
      double wanted = x[i] < -87 ? 0 : Math.exp(x[i]);
      assertThat((double) found[i])
          .as("exp(%s)", x[i])
          .isCloseTo(wanted, org.assertj.core.data.Offset.offset(wanted * 2.4e-7));
    }
  }
}
