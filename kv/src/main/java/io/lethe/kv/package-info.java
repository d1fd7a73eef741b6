/**
 * The KV cache: blocks, the pool that owns them, block tables, spans and positions; the store that
 * keeps blocks on disk.
 *
 * <p>Not here: what a column means to a model ({@code io.lethe.model}); this package takes a {@code
 * KvShape}. Which stored blocks make a session: the trace, in {@code io.lethe.engine}.
 *
 * <p>What a reader gets wrong at first: a column's slot is where it lies, a column's position is
 * the integer that RoPE saw. They are equal only as long as nothing was forgotten. A stored block
 * is a cache: it may be gone, and what is found is whole.
 */
@NullMarked
package io.lethe.kv;

import org.jspecify.annotations.NullMarked;
