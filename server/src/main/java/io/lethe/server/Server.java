package io.lethe.server;

import io.lethe.engine.Engine;
import io.lethe.engine.EngineOptions;
import io.lethe.server.http.HttpServer;
import io.lethe.server.metrics.Metrics;
import io.lethe.server.sessions.Changes;
import io.lethe.server.sessions.KeptConversations;
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
  private final Changes changes;
  private final HttpServer http;
  private @Nullable Loaded loaded;
  private boolean closed;

  private record Loaded(Engine engine, Sessions sessions, KeptConversations conversations) {
    void close() {
      conversations.close();
      sessions.close();
      engine.close();
    }
  }

  private Server(ServerOptions options) {
    this.options = options;
    this.metrics = new Metrics();
    this.changes = new Changes();
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
  public static Server open(ServerOptions options, String model, EngineOptions engine) {
    Server server = new Server(options);
    boolean opened = false;
    try {
      server.load(model, engine);
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
   * @param model what to call it
   * @throws RuntimeException whatever {@link Engine#open} throws
   */
  public synchronized void load(String model, EngineOptions engineOptions) {
    if (closed || loaded != null) {
      throw new IllegalStateException("found a server that is closed or loaded, wanted a new one");
    }
    Engine engine = Engine.open(engineOptions);
    Sessions sessions =
        new Sessions(
            engine, model, options.home(), options.diskBytes(), Clock.systemUTC());
    Loaded all = new Loaded(engine, sessions, 
            new KeptConversations(sessions, Sessions.traces(options.home(), Clock.systemUTC())));
    boolean serving = false;
    try {
      metrics.watch(http, engine);
      http.serve(
          Routes.of(
              new Served(model, engine, all.conversations, changes, metrics, Instant.now())));
      loaded = all;
      serving = true;
    } finally {
      if (!serving) {
        all.close();
      }
    }
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
