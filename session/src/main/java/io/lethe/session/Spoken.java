package io.lethe.session;

/**
 * An answer, and the session that goes on with it.
 *
 * @param session open
 */
public record Spoken(Session session, Answer answer) {}
