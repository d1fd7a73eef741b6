package io.lethe.bench.forgetting;

import io.lethe.engine.Engine;
import io.lethe.engine.EngineOptions;
import io.lethe.engine.GenerationRequest;
import io.lethe.engine.TokenSession;
import io.lethe.session.Sessions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** What figures are measured on. Owns the engine. For one thread. */
final class Ground implements AutoCloseable {
  private static final long SEED = 42;
  private static final int COLUMNS = 24_576;

  private final String figure;
  private final Engine engine;
  private final Path home;
  private final int rounds;
  private final SplittableRandom random = new SplittableRandom(SEED);

  Ground(String figure, Path model, Path home, int threads, int rounds) {
    this.figure = figure;
    this.home = home;
    this.rounds = rounds;
    this.engine =
        Engine.open(
            EngineOptions.of(model)
                .withThreads(threads)
                .withColumns(COLUMNS)
                .withPackedWeights(home.resolve("packed")));
  }

  Engine engine() {
    return engine;
  }

  Path home() {
    return home;
  }

  int rounds() {
    return rounds;
  }

  SplittableRandom random() {
    return random;
  }

  /** The sessions of a folder of their own. */
  Sessions sessions(String folder) {
    return new Sessions(
        engine, "model", home.resolve(folder), Sessions.DEFAULT_BUDGET_BYTES, Clock.systemUTC());
  }

  /** Tokens drawn at random: what they say makes no difference to the time. */
  int[] tokens(int count) {
    int[] tokens = new int[count];
    Arrays.setAll(tokens, i -> random.nextInt(1000, engine.config().vocabulary()));
    return tokens;
  }

  /** Lines of a log that together have about so many tokens. */
  String log(int tokens) {
    StringBuilder text = new StringBuilder();
    int count = 0;
    while (count < tokens) {
      String line =
          "worker %d finished job %d in %d ms without a warning%n"
              .formatted(random.nextInt(10), random.nextInt(1000), random.nextInt(1000));
      text.append(line);
      count += engine.tokenizer().encode(line).length;
    }
    return text.toString();
  }

  /** So many tokens, whatever the model thinks of ending. */
  static GenerationRequest exactly(int tokens) {
    return GenerationRequest.greedy(tokens)
        .withEndOfGeneration(GenerationRequest.EndOfGeneration.GOES_ON);
  }

  /** Writes tokens, and returns the seconds that took. */
  double write(TokenSession session, int tokens) {
    return seconds(() -> session.generate(exactly(tokens), text -> {}));
  }

  static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  /** Begins a line of results. */
  Line line(int round) {
    return new Line(figure).with("round", round);
  }

  /** One repetition, printed as a line of JSON. */
  static final class Line {
    private final Map<String, Object> values = new LinkedHashMap<>();

    private Line(String figure) {
      values.put("figure", "\"" + figure + "\"");
    }

    Line with(String name, double value) {
      values.put(name, value);
      return this;
    }

    Line with(String name, long value) {
      values.put(name, value);
      return this;
    }

    /** A word without anything that JSON would want escaped. */
    Line with(String name, String word) {
      values.put(name, "\"" + word + "\"");
      return this;
    }

    void print() {
      StringBuilder json = new StringBuilder();
      values.forEach((name, value) ->
          json.append(json.isEmpty() ? "{" : ", ")
              .append('"')
              .append(name)
              .append("\": ")
              .append(value));
      System.out.println(json.append('}'));
      System.out.flush();
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
