package io.lethe.history;

/**
 * What a {@link ContextEdit} came to.
 *
 * @param edit as it was asked for
 * @param cleared results or turns
 * @param tokens that went
 */
public record AppliedEdit(ContextEdit edit, int cleared, int tokens) {}
