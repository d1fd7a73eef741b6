/**
 * Texts as vectors whose angles say how much they are about the same: a small model of its own
 * (all-MiniLM-L6-v2, quantised, in a jar), run by ONNX Runtime.
 *
 * <p>Not here: the model that answers, which gives no embeddings ({@code engine}); the endpoint
 * ({@code server}).
 *
 * <p>What a reader gets wrong at first: nothing is loaded before the first text is embedded.
 */
@NullMarked
package io.lethe.embeddings;

import org.jspecify.annotations.NullMarked;
