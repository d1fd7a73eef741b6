package io.lethe.server.metrics;

import io.lethe.engine.Engine;
import io.lethe.history.Histories;
import io.lethe.history.Reply;
import io.lethe.history.Usage;
import io.lethe.kv.BlockPool;
import io.lethe.server.http.HttpServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The meters of a server. Safe for many threads. */
public final class Metrics {
  // Bounds of OpenTelemetry's semantic conventions for generative AI.
  private static final Duration[] DURATIONS =
      IntStream.range(0, 14).mapToObj(i -> Duration.ofMillis(10L << i)).toArray(Duration[]::new);
  private static final Duration[] FIRST_TOKEN =
      seconds(0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10);
  private static final Duration[] PER_TOKEN =
      seconds(0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5);
  private static final double[] TOKENS =
      IntStream.range(0, 14).mapToDouble(i -> 1L << (2 * i)).toArray();

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final String model;

  /**
   * @param model what clients call it
   */
  public Metrics(String model) {
    this.model = model;
  }

  private static Duration[] seconds(double... values) {
    return DoubleStream.of(values)
        .mapToObj(value -> Duration.ofNanos((long) (value * 1e9)))
        .toArray(Duration[]::new);
  }

  /** Counts a request; see {@link io.lethe.server.http.RequestListener}. */
  public void answered(String method, String route, int status, Duration took) {
    Timer.builder("http.server.request.duration")
        .description("Requests, by route")
        .tag("http.request.method", route.equals("none") ? "_OTHER" : method)
        .tag("http.route", route)
        .tag("http.response.status_code", Integer.toString(status))
        .register(registry)
        .record(took);
  }

  /**
   * Counts an answer.
   *
   * @param took all of it
   * @param first until the first token
   * @param writing from the first token to the last
   */
  void replied(Reply reply, Duration took, Duration first, Duration writing) {
    duration("none").record(took);
    timer("gen_ai.server.time_to_first_token", "Until the first token", chat(), FIRST_TOKEN)
        .record(first);
    Usage usage = reply.usage();
    int written = usage.completion();
    if (written > 1) {
      timer("gen_ai.server.time_per_output_token", "Each token after it", chat(), PER_TOKEN)
          .record(writing.dividedBy(written - 1));
    }
    tokens("input", usage.prompt());
    tokens("output", written);
    tokens("cache_read", usage.cached());
    tokens("cache_creation", usage.prompt() - usage.cached());
    count("lethe.answers", "Answers, by where their columns came from", "cache", reply.cache(), 1);
    count(
        "lethe.tokens.cached",
        "Tokens whose columns were there",
        "cache",
        reply.cache(),
        usage.cached());
    reply
        .miss()
        .ifPresent(miss ->
            count("lethe.cache.misses", "Answers that found less", "cause", miss.cause(), 1));
    reply
        .forgotten()
        .forEach(gone ->
            Counter.builder("lethe.tokens.decached")
                .description("Tokens that were deleted in place, by who said so")
                .tag("by", gone.by())
                .register(registry)
                .increment(gone.tokens()));
  }

  /** Counts a request that was not answered. */
  void failed(Duration took) {
    duration("error").record(took);
  }

  /** Prometheus wants the same tags on all of a name. */
  private Timer duration(String error) {
    return timer(
        "gen_ai.server.request.duration", "Answers", chat().and("error.type", error), DURATIONS);
  }

  private Tags chat() {
    return Tags.of(
        "gen_ai.operation.name", "chat",
        "gen_ai.provider.name", "lethe",
        "gen_ai.request.model", model);
  }

  private Timer timer(String name, String description, Tags tags, Duration... bounds) {
    return Timer.builder(name)
        .description(description)
        .tags(tags)
        .serviceLevelObjectives(bounds)
        .register(registry);
  }

  private void tokens(String type, int count) {
    DistributionSummary.builder("gen_ai.client.token.usage")
        .description("Tokens of a request")
        .baseUnit("tokens")
        .tags(chat().and("gen_ai.token.type", type))
        .serviceLevelObjectives(TOKENS)
        .register(registry)
        .record(count);
  }

  private void count(String name, String description, String tag, Enum<?> value, int by) {
    Counter.builder(name)
        .description(description)
        .tag(tag, value.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment(by);
  }

  /** Measures what a server holds. */
  public void watch(HttpServer http, Histories histories, Path home) {
    gauge("lethe.requests.running", "Requests that compute", http, HttpServer::running);
    gauge("lethe.requests.waiting", "Requests that wait for others", http, HttpServer::waiting);
    gauge("lethe.sessions.open", "Sessions that are open", histories, Histories::open);
    Engine engine = histories.engine();
    BlockPool pool = engine.pool();
    gauge("lethe.kv.blocks.used", "Blocks of columns in use", pool, BlockPool::usedBlocks);
    gauge("lethe.kv.blocks.free", "Blocks of columns that are free", pool, BlockPool::freeBlocks);
    gauge("lethe.kv.columns.free", "Columns no session holds", engine, Engine::freeColumns);
    gauge("lethe.kv.columns.capacity", "Columns there is room for", engine, Engine::capacity);
    FolderSize disk = new FolderSize(home.resolve("blocks"));
    gauge("lethe.disk.bytes", "Stored columns", disk, FolderSize::bytes);
  }

  private <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
    Gauge.builder(name, of, value)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  /** All of it, as Prometheus reads it. */
  public String scrape() {
    return registry.scrape();
  }
}
