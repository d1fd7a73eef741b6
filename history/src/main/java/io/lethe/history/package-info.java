/**
 * Histories: clients send a whole conversation with every request. Here: recognising the session
 * whose state it is, finding what the client changed and turning that into deletions in place,
 * carrying out what it says about what is not cached, and answering in blocks (text, thoughts, tool
 * calls). Knows no vendor's format.
 *
 * <p>Not here: JSON of vendors and HTTP ({@code server}); parts, turns and traces ({@code
 * session}).
 *
 * <p>What a reader gets wrong at first: a request names no session. Which one it continues follows
 * from its messages, compared as text with what sessions have read and written.
 */
@NullMarked
package io.lethe.history;

import org.jspecify.annotations.NullMarked;
