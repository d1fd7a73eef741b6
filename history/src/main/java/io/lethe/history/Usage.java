package io.lethe.history;

/**
 * Tokens of a request.
 *
 * @param prompt all that the history holds and the model could see, those that were cached included
 * @param cached of them, those whose columns were there
 * @param decached tokens of the history that the model no longer sees
 * @param completion tokens written
 * @param thoughts of those written, how many were thoughts
 */
public record Usage(int prompt, int cached, int decached, int completion, int thoughts) {}
