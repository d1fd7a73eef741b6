/**
 * The model families, one file each that reads top to bottom.
 *
 * <p>Not here: where columns lie ({@code io.lethe.kv}), how a product is computed ({@code
 * io.lethe.tensor}), which token follows ({@code io.lethe.engine}).
 *
 * <p>What a reader gets wrong at first: a model computes a batch of tokens of several sequences at
 * once, and the bits of each token do not depend on which others are in the batch.
 */
@NullMarked
package io.lethe.model;

import org.jspecify.annotations.NullMarked;
