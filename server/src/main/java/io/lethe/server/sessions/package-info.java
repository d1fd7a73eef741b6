/**
 * Lethe's own endpoints: sessions, their parts, traces and maps, and what can be done to them.
 *
 * <p>Not here: which session a request continues ({@code history}); what sessions do ({@code
 * session}).
 *
 * <p>What a reader gets wrong at first: a session of somebody else is not forbidden, it does not
 * exist.
 */
@NullMarked
package io.lethe.server.sessions;

import org.jspecify.annotations.NullMarked;
