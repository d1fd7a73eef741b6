package io.lethe.server;

import io.lethe.engine.Engine;
import io.lethe.engine.EngineOptions;
import io.lethe.history.Histories;
import io.lethe.history.PromptTokens;
import io.lethe.server.http.HttpServer;
import io.lethe.server.metrics.MeteredAnswering;
import io.lethe.server.metrics.Metrics;
import io.lethe.server.sessions.Changes;
import io.lethe.server.sessions.TurnTimes;
import io.lethe.session.Sessions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers OpenAI's and Anthropic's clients with a model on this machine. Owns the socket, the
 * engine and the sessions. Safe for many threads.
 */
public final class Server implements AutoCloseable {
  private final ServerOptions options;
  private final Metrics metrics;
  private final Changes changes = new Changes();
  private final TurnTimes times = new TurnTimes();
  private final HttpServer http;
  private @Nullable Loaded loaded;
  private boolean closed;

  /** What must be closed, in this order. */
  private record Loaded(Histories histories, Sessions sessions, Engine engine)
      implements AutoCloseable {
    @Override
    public void close() {
      try (engine;
          sessions;
          histories) {
        // Closed from the last to the first, whatever one of them throws.
      }
    }
  }

  private Server(ServerOptions options) {
    this.options = options;
    this.metrics = new Metrics(options.model());
    this.http =
        HttpServer.listen(
            options.address(),
            options.gate(),
            options.limits(),
            metrics::answered,
            List.of(HealthRoute.loading()));
  }

  /**
   * Takes an address; everything but {@code /health} waits for {@link #load}.
   *
   * @throws io.lethe.server.http.ListenException if it is taken
   */
  public static Server listen(ServerOptions options) {
    return new Server(options);
  }

  /** Takes an address and loads a model. */
  public static Server open(ServerOptions options, EngineOptions engine) {
    Server server = new Server(options);
    boolean opened = false;
    try {
      server.load(engine);
      opened = true;
      return server;
    } finally {
      if (!opened) {
        server.close();
      }
    }
  }

  /**
   * Opens the model and answers everything from then on. Once.
   *
   * @throws RuntimeException whatever {@link Engine#open} throws
   */
  public synchronized void load(EngineOptions engineOptions) {
    if (closed || loaded != null) {
      throw new IllegalStateException("found a server that is closed or loaded, wanted a new one");
    }
    Engine engine = Engine.open(engineOptions);
    Sessions sessions =
        new Sessions(
            engine, options.model(), options.home(), options.diskBytes(), Clock.systemUTC());
    Loaded all = new Loaded(new Histories(sessions, Histories.DEFAULT_OPEN), sessions, engine);
    boolean serving = false;
    try {
      metrics.watch(http, all.histories, options.home());
      http.serve(Routes.of(served(all)));
      loaded = all;
      serving = true;
    } finally {
      if (!serving) {
        all.close();
      }
    }
  }

  private Served served(Loaded all) {
    Engine engine = all.engine;
    PromptTokens tokens =
        new PromptTokens(engine.chatFormat(), engine.tokenizer(), all.histories.toolFormat());
    return new Served(
        options.model(),
        engine,
        all.histories,
        new MeteredAnswering(all.histories::answer, metrics, changes, times),
        new SessionCounting(tokens, all.histories),
        changes,
        times,
        metrics,
        options.home(),
        options.embeddings(),
        Instant.now());
  }

  /**
   * What computes, for those who embed the server; not theirs to close.
   *
   * @throws IllegalStateException before {@link #load}, and once closed
   */
  public synchronized Engine engine() {
    if (loaded == null) {
      throw new IllegalStateException("found a server without a model, wanted one that is loaded");
    }
    return loaded.engine();
  }

  /** The port it listens on. */
  public int port() {
    return http.port();
  }

  /**
   * Takes no new requests, lets those that are open finish for a while, and keeps every session.
   * Idempotent.
   */
  @Override
  public void close() {
    http.close();
    synchronized (this) {
      closed = true;
      if (loaded != null) {
        loaded.close();
        loaded = null;
      }
    }
  }
}
