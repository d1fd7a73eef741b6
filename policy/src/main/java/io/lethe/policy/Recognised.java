package io.lethe.policy;

import java.util.Optional;

/**
 * What a message turned out to be.
 *
 * @param kind what it is
 * @param name the path of the file, where there is one, else the tool's name
 */
public record Recognised(Kind kind, Optional<String> name) {}
