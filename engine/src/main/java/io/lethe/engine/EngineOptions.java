package io.lethe.engine;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.DoubleConsumer;

/**
 * How to open an engine. Immutable; each {@code with} gives a changed copy.
 *
 * @param model a GGUF file
 * @param threads threads that compute, the caller included
 * @param kernels which kernels compute
 * @param slots columns of a block of the KV cache
 * @param columns columns that all sessions together may hold; absent: the model's context length,
 *     as far as {@value #DEFAULT_KV_BYTES} bytes go
 * @param chunk tokens of a prompt that are computed at once; more take more memory, not less time
 * @param packedWeights where weights are kept in the order kernels want, so that the next start is
 *     quicker; absent: in memory
 * @param progress told the share that is done, 0 to 1, while weights are packed
 */
public record EngineOptions(
    Path model,
    int threads,
    KernelChoice kernels,
    int slots,
    OptionalInt columns,
    int chunk,
    Optional<Path> packedWeights,
    DoubleConsumer progress) {
  static final long DEFAULT_KV_BYTES = 4L << 30;

  public EngineOptions {
    requirePositive("threads", threads);
    requirePositive("slots", slots);
    requirePositive("rows of a chunk", chunk);
    columns.ifPresent(wanted -> requirePositive("columns", wanted));
  }

  private static void requirePositive(String what, int found) {
    if (found < 1) {
      throw new IllegalArgumentException("found " + found + " " + what + ", wanted at least 1");
    }
  }

  /** All cores, the best kernels, weights packed in memory. */
  public static EngineOptions of(Path model) {
    return new EngineOptions(
        model,
        Runtime.getRuntime().availableProcessors(),
        KernelChoice.BEST,
        32,
        OptionalInt.empty(),
        512,
        Optional.empty(),
        share -> {});
  }

  public EngineOptions withThreads(int count) {
    return new EngineOptions(model, count, kernels, slots, columns, chunk, packedWeights, progress);
  }

  public EngineOptions withKernels(KernelChoice choice) {
    return new EngineOptions(
        model, threads, choice, slots, columns, chunk, packedWeights, progress);
  }

  public EngineOptions withSlots(int count) {
    return new EngineOptions(
        model, threads, kernels, count, columns, chunk, packedWeights, progress);
  }

  public EngineOptions withColumns(int count) {
    return new EngineOptions(
        model, threads, kernels, slots, OptionalInt.of(count), chunk, packedWeights, progress);
  }

  public EngineOptions withChunk(int rows) {
    return new EngineOptions(
        model, threads, kernels, slots, columns, rows, packedWeights, progress);
  }

  public EngineOptions withPackedWeights(Path directory) {
    return new EngineOptions(
        model, threads, kernels, slots, columns, chunk, Optional.of(directory), progress);
  }

  public EngineOptions withProgress(DoubleConsumer listener) {
    return new EngineOptions(
        model, threads, kernels, slots, columns, chunk, packedWeights, listener);
  }
}
