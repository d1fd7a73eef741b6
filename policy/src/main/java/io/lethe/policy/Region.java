package io.lethe.policy;

/**
 * A piece of a text that is a thing of its own: a reminder inside a message, a log in an answer.
 */
public record Region(Kind kind, Range range) {}
