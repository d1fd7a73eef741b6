package io.lethe.server;

import io.lethe.engine.Engine;
import io.lethe.history.Histories;
import io.lethe.server.metrics.Metrics;
import io.lethe.server.sessions.Changes;
import io.lethe.server.sessions.TurnTimes;
import io.lethe.server.wire.Answering;
import io.lethe.server.wire.Counting;
import java.nio.file.Path;
import java.time.Instant;

/**
 * What a server serves, once it is loaded. Everything in it is safe for many threads.
 *
 * @param model what clients call the engine's model
 * @param histories of all owners
 * @param answering answers them, measured
 * @param counting counts their tokens
 * @param changes told of whatever changes a session
 * @param times of recent turns
 * @param home the folder that keeps what must outlive the process
 * @param embeddings whether they are served
 * @param since when it was loaded
 */
record Served(
    String model,
    Engine engine,
    Histories histories,
    Answering answering,
    Counting counting,
    Changes changes,
    TurnTimes times,
    Metrics metrics,
    Path home,
    ServerOptions.Embeddings embeddings,
    Instant since) {}
