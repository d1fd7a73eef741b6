/**
 * Dtypes, quantised formats, matrices over native memory, the kernels that work on them and the
 * worker threads that run the kernels.
 *
 * <p>Not here: files (that is {@code io.lethe.gguf}) and anything that knows what a model is
 * ({@code io.lethe.model}).
 *
 * <p>What a reader gets wrong at first: the scalar kernels are not a fallback but the
 * specification. The SIMD kernels of every width give the same bits, because each output is summed
 * in one fixed order and lanes hold different outputs.
 */
@NullMarked
package io.lethe.tensor;

import org.jspecify.annotations.NullMarked;
