package io.lethe.policy;

/**
 * A part that a search found.
 *
 * @param partId the part
 * @param state whether the model sees it now; a live part may have forgotten ranges
 * @param score how well it answers, above 0; to be compared within one search among parts of one
 *     state only
 * @param snippet where the words stand
 */
public record Hit(int partId, State state, double score, Snippet snippet) {}
