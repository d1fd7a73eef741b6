package io.lethe.history;

/**
 * What went in the course of a request.
 *
 * @param part its number in the session
 * @param since the first turn that does not see it
 * @param tokens how many columns
 * @param by {@code client}, {@code history}, {@code edit} or a policy's name
 */
public record Forgotten(int part, int since, int tokens, String by, String reason) {}
