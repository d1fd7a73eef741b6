/**
 * The KV cache: blocks, the pool that owns them and counts who holds them, block tables that share
 * them, spans, positions, and who no longer sees which column.
 *
 * <p>Not here: what a column means to a model ({@code io.lethe.model}); this package takes a {@code
 * KvShape}.
 *
 * <p>What a reader gets wrong at first: a column's slot is where it lies, a column's position is
 * the integer that RoPE saw. They are equal only as long as nothing was forgotten. A column is not
 * simply there or gone: readers before {@code hiddenFrom} see it, those after do not. And a block
 * is not its sequence's own: whoever writes makes it so first.
 */
@NullMarked
package io.lethe.kv;

import org.jspecify.annotations.NullMarked;
