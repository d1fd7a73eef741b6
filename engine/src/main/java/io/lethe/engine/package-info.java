/**
 * Runs models: loading, sessions over sequences, sampling, the loop that turns text into tokens and
 * tokens into text.
 *
 * <p>Not here: command lines ({@code io.lethe.cli}) and wire formats (a module of its own, later).
 *
 * <p>What a reader gets wrong at first: an engine is shared and safe for use by many threads; a
 * session is for one thread at a time.
 */
@NullMarked
package io.lethe.engine;

import org.jspecify.annotations.NullMarked;
