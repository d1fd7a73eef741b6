/**
 * The KV cache: blocks, the pool that owns them and counts who holds them, block tables that share
 * them, spans, positions, who no longer sees which column; the store that keeps blocks on disk.
 *
 * <p>Not here: what a column means to a model ({@code io.lethe.model}); this package takes a {@code
 * KvShape}. Which stored blocks make a session: {@code io.lethe.session}.
 *
 * <p>What a reader gets wrong at first: a column's slot is where it lies, a column's position is
 * the integer that RoPE saw. They are equal only as long as nothing was forgotten. A column is not
 * simply there or gone: readers before {@code hiddenFrom} see it, those after do not. And a block
 * is not its sequence's own: whoever writes makes it so first. A stored block is a cache: it may be
 * gone, and what is found is whole.
 */
@NullMarked
package io.lethe.kv;

import org.jspecify.annotations.NullMarked;
