package io.lethe.server.metrics;

import io.lethe.engine.Engine;
import io.lethe.kv.BlockPool;
import io.lethe.server.http.HttpServer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/** The meters of a server. Safe for many threads. */
public final class Metrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  public Metrics() {}

  /** Counts a request; see {@link io.lethe.server.http.RequestListener}. */
  public void answered(String method, String route, int status, Duration took) {
    Timer.builder("http.server.request.duration")
        .description("Requests, by route")
        .tag("http.request.method", method)
        .tag("http.route", route)
        .tag("http.response.status_code", Integer.toString(status))
        .register(registry)
        .record(took);
  }

  /** Measures what a server and its engine hold. */
  public void watch(HttpServer http, Engine engine) {
    gauge("lethe.requests.running", "Requests that compute", http, HttpServer::running);
    gauge("lethe.requests.waiting", "Requests that wait for others", http, HttpServer::waiting);
    BlockPool pool = engine.pool();
    gauge("lethe.kv.blocks.used", "Blocks of columns in use", pool, BlockPool::usedBlocks);
    gauge("lethe.kv.blocks.free", "Blocks of columns that are free", pool, BlockPool::freeBlocks);
    gauge("lethe.kv.columns.free", "Columns no session holds", engine, Engine::freeColumns);
    gauge("lethe.kv.columns.capacity", "Columns there is room for", engine, Engine::capacity);
  }

  private <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
    Gauge.builder(name, of, value).description(description).strongReference(true).register(registry);
  }

  /** All of it, as Prometheus reads it. */
  public String scrape() {
    return registry.scrape();
  }
}
