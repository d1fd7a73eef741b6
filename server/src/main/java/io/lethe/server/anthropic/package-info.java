/**
 * Anthropic's wire format: messages and the counting of their tokens. Here: reading a request into
 * the words of {@code history}, and writing an answer as a message or as events.
 *
 * <p>Not here: which session it continues and what goes from it ({@code history}); fields that both
 * vendors' requests may carry ({@code wire}); HTTP and the shape of errors ({@code http}).
 *
 * <p>What a reader gets wrong at first: marks for caching never reach a prompt. Everything that was
 * read is kept, so a mark only decides under which name new tokens are counted.
 */
@NullMarked
package io.lethe.server.anthropic;

import org.jspecify.annotations.NullMarked;
