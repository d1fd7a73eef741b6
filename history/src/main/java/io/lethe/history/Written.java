package io.lethe.history;

import io.lethe.policy.Range;

/**
 * A block of an answer, and where it stands in the answer's text.
 *
 * @param block what it is
 * @param range of the whole text, in Unicode code points, with the tags that make it a thought or a
 *     call
 */
public record Written(Block block, Range range) {}
