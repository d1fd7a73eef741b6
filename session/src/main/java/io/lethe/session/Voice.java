package io.lethe.session;

import io.lethe.engine.GenerationListener;
import io.lethe.engine.GenerationRequest;

/**
 * One of several answers to the same question.
 *
 * @param session the name of the session that goes on with it
 */
public record Voice(String session, GenerationRequest request, GenerationListener listener) {}
