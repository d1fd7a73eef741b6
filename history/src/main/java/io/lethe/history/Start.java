package io.lethe.history;

import java.util.Optional;

/**
 * What is known once a history was recognised, before anything is computed.
 *
 * @param session its name
 * @param turn the turn that answers
 * @param prompt tokens the model can see, those cached included
 * @param cached tokens whose columns are there
 */
public record Start(
    String session, int turn, Cache cache, int prompt, int cached, Optional<Miss> miss) {}
