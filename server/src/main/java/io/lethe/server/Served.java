package io.lethe.server;

import io.lethe.engine.Engine;
import io.lethe.server.metrics.Metrics;
import io.lethe.server.sessions.Changes;
import io.lethe.server.sessions.Conversations;
import java.time.Instant;

/**
 * What a server serves, once it is loaded. Everything in it is safe for many threads.
 *
 * @param model what clients call the engine's model
 * @param conversations of all owners
 * @param changes told of whatever changes a session
 * @param since when it was loaded
 */
record Served(
    String model,
    Engine engine,
    Conversations conversations,
    Changes changes,
    Metrics metrics,
    Instant since) {}
