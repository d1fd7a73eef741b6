/**
 * OpenAI's wire formats: chat completions, completions and responses, as requests of {@code
 * history} and back.
 *
 * <p>Not here: which session is continued ({@code history}), how an error or a stream reaches the
 * client ({@code http}), models and embeddings (their own routes).
 *
 * <p>What a reader gets wrong at first: completions are no conversations. They know no session and
 * go straight to the engine.
 */
@NullMarked
package io.lethe.server.openai;

import org.jspecify.annotations.NullMarked;
