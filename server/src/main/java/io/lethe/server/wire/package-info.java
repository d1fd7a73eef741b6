/**
 * What both vendors' formats need: reading JSON fields with errors that name them, the fields by
 * which a client forgets, what an answer says about its session.
 *
 * <p>Not here: a vendor's own fields ({@code openai}, {@code anthropic}); HTTP ({@code http}).
 *
 * <p>What a reader gets wrong at first: a field that is {@code null} counts as absent, as both
 * vendors' libraries send it so.
 */
@NullMarked
package io.lethe.server.wire;

import org.jspecify.annotations.NullMarked;
