/**
 * The KV cache: blocks, the pool that owns them, block tables, spans and positions.
 *
 * <p>Not here: what a column means to a model ({@code io.lethe.model}); this package takes a {@code
 * KvShape}.
 *
 * <p>What a reader gets wrong at first: a column's slot is where it lies, a column's position is
 * the integer that RoPE saw. They are equal only as long as nothing was forgotten.
 */
@NullMarked
package io.lethe.kv;

import org.jspecify.annotations.NullMarked;
