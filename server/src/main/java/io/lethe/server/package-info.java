/**
 * The server: OpenAI's and Anthropic's wire formats over one HTTP server, streams, keys, limits,
 * metrics, the console.
 *
 * <p>Not here: which session a request continues and what is deleted for it ({@code history}).
 *
 * <p>What a reader gets wrong at first: nothing of a vendor goes past its own package, {@code
 * openai} or {@code anthropic}; both speak to {@code history} in its words.
 */
@NullMarked
package io.lethe.server;

import org.jspecify.annotations.NullMarked;
