package io.lethe.cli;

import io.lethe.engine.Engine;
import io.lethe.engine.SessionBatch;
import io.lethe.engine.TokenSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * Measures one engine the way llama-bench and llama-batched-bench do: random tokens, logits of the
 * last one, no sampling, repeated after a warm-up.
 */
final class BenchRun {
  /** A test is warm after this much work: the JIT compiles kernels while they run. */
  private static final double WARM_SECONDS = 2;

  private static final int WARM_RUNS = 2;

  /** What was measured, as a program reads it. */
  record Result(
      String model,
      String test,
      int sequences,
      TokensPerSecond tokensPerSecond,
      int repetitions,
      int threads) {}

  /** The rates of all repetitions. */
  record TokensPerSecond(double median, double min, double max) {}

  private final Engine engine;
  private final String model;
  private final int repetitions;
  private final SplittableRandom random = new SplittableRandom(42);

  BenchRun(Engine engine, String model, int repetitions) {
    this.engine = engine;
    this.model = model;
    this.repetitions = repetitions;
  }

  /** Reads a prompt into an empty session. */
  Result prompt(int tokens) {
    int[] prompt = tokens(tokens);
    try (TokenSession session = engine.newSession()) {
      return measure(
          "pp" + tokens,
          1,
          tokens,
          () -> {
            session.truncate(0);
            return seconds(() -> session.append(prompt));
          });
    }
  }

  /** Writes tokens one by one behind {@code depth} tokens. */
  Result generate(int tokens, int depth) {
    String test = "tg" + tokens + (depth == 0 ? "" : "@d" + depth);
    try (TokenSession session = engine.newSession()) {
      if (depth > 0) {
        session.append(tokens(depth));
      }
      return measure(
          test,
          1,
          tokens,
          () -> {
            session.truncate(depth);
            int[] written = tokens(tokens);
            return seconds(() -> {
              for (int token : written) {
                session.append(new int[] {token});
              }
            });
          });
    }
  }

  /** Writes tokens one by one in several sessions at once. */
  Result together(int tokens, int sequences) {
    List<TokenSession> sessions = new ArrayList<>();
    try {
      for (int i = 0; i < sequences; i++) {
        sessions.add(engine.newSession());
      }
      return measure(
          "tg" + tokens,
          sequences,
          tokens * sequences,
          () -> {
            sessions.forEach(session -> session.truncate(0));
            return seconds(() -> {
              for (int i = 0; i < tokens; i++) {
                SessionBatch batch = new SessionBatch(engine);
                sessions.forEach(session -> batch.add(session, token()));
                batch.run();
              }
            });
          });
    } finally {
      sessions.forEach(TokenSession::close);
    }
  }

  private Result measure(String test, int sequences, int tokens, DoubleSupplier once) {
    double warm = 0;
    for (int i = 0; i < WARM_RUNS || warm < WARM_SECONDS; i++) {
      warm += once.getAsDouble();
    }
    double[] rates = new double[repetitions];
    for (int i = 0; i < repetitions; i++) {
      rates[i] = tokens / once.getAsDouble();
    }
    Arrays.sort(rates);
    double median = (rates[(repetitions - 1) / 2] + rates[repetitions / 2]) / 2;
    return new Result(
        model,
        test,
        sequences,
        new TokensPerSecond(median, rates[0], rates[repetitions - 1]),
        repetitions,
        engine.options().threads());
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private int[] tokens(int count) {
    int[] tokens = new int[count];
    Arrays.setAll(tokens, i -> token());
    return tokens;
  }

  private int token() {
    return random.nextInt(engine.config().vocabulary());
  }
}
