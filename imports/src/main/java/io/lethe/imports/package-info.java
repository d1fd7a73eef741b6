/**
 * Imports: conversations that took place in other programs. Here: reading what those programs wrote
 * (Claude Code's session files, message arrays of OpenAI and Anthropic, trajectories of SWE-agent)
 * as histories, writing such a history down as a session, and replaying it turn by turn to see what
 * policies save and what they change.
 *
 * <p>Not here: requests on the wire, which are refused where they are wrong ({@code server}); how a
 * history becomes what a session reads ({@code history}); sessions and traces ({@code session},
 * {@code trace}).
 *
 * <p>What a reader gets wrong at first: an import computes nothing. The columns of an imported
 * session are computed when it is opened, in one go.
 */
@NullMarked
package io.lethe.imports;

import org.jspecify.annotations.NullMarked;
