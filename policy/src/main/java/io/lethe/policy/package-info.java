/**
 * What decides what is forgotten: policies that choose parts of a transcript and name their reason,
 * the column budget that calls them in order, the model's own choice, and the search that finds
 * what was forgotten.
 *
 * <p>Not here: deleting. A policy only reads texts and numbers; {@code io.lethe.kv} deletes
 * columns, {@code io.lethe.engine} turns a range of text into the columns that lie wholly inside
 * it, {@code io.lethe.trace} keeps what was forgotten and why.
 *
 * <p>What a reader gets wrong at first: ranges count Unicode code points, not {@code char}s; and a
 * part read in the current turn is never chosen, since the model has not read it yet.
 */
@NullMarked
package io.lethe.policy;

import org.jspecify.annotations.NullMarked;
