/**
 * What a model may write: JSON Schemas, JSON objects and tool calls as automata over bytes, and
 * which tokens of a vocabulary they allow next.
 *
 * <p>Not here: choosing a token among those allowed ({@code engine}); reading tool calls out of an
 * answer ({@code history}).
 *
 * <p>What a reader gets wrong at first: a grammar belongs to one vocabulary and is shared; a cursor
 * belongs to one generation.
 */
@NullMarked
package io.lethe.grammar;

import org.jspecify.annotations.NullMarked;
