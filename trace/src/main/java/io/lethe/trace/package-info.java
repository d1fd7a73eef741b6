/**
 * The trace: the append-only record of everything that happened to a session, one JSON object a
 * line, durable before anybody is answered; and the identity of the state a session is in.
 *
 * <p>Not here: what an event does to columns ({@code io.lethe.kv}), who replays a trace ({@code
 * io.lethe.engine}), and the columns themselves, which a checkpoint names by digest only.
 *
 * <p>What a reader gets wrong at first: a line's chain is not a checksum of the line. It names the
 * state after the event, so it depends on tokens, positions and deletions alone; two traces with
 * other texts, times or reasons may have equal chains. Damage is noticed by the crc.
 */
@NullMarked
package io.lethe.trace;

import org.jspecify.annotations.NullMarked;
