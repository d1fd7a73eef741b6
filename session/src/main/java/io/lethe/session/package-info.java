/**
 * Sessions: conversations that are kept for good. Here: parts and messages, turns, what is
 * forgotten and why, the trace being written, columns on disk, opening again, forks, replay.
 *
 * <p>Not here: tokens and columns ({@code engine}, {@code kv}); the trace's format ({@code trace});
 * the rules that choose what goes ({@code policy}); the wire ({@code server}).
 *
 * <p>What a reader gets wrong at first: a session's state is what its events come to, in {@link
 * io.lethe.session.SessionState}, whether it is live or opened again; columns on disk are a cache
 * that any replay of the trace can make anew, bit for bit.
 */
@NullMarked
package io.lethe.session;

import org.jspecify.annotations.NullMarked;
