package io.lethe.lab;

import io.lethe.engine.Generation;
import io.lethe.engine.GenerationRequest;
import io.lethe.engine.TokenSession;
import java.util.function.Supplier;

/** Counts what preparing a context takes. For one thread. */
public final class Meter {
  private long nanos;
  private int prefilled;
  private int generated;
  private int peak;
  private long area;

  /** Reads tokens. */
  public void read(TokenSession session, int[] tokens) {
    int before = session.liveColumns();
    time(() -> {
      session.append(tokens);
      return session;
    });
    prefilled += tokens.length;
    stood(before, tokens.length);
  }

  /** Lets the model write. */
  public String write(TokenSession session, int most) {
    int before = session.liveColumns();
    Generation generation = time(() -> session.generate(GenerationRequest.greedy(most), _ -> {}));
    generated += generation.tokens().size();
    stood(before, generation.tokens().size());
    return generation.text().strip();
  }

  /** Does something else that takes time. */
  public <T> T time(Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    nanos += System.nanoTime() - start;
    return result;
  }

  /** Notes that so many columns were computed one after another, beginning with so many. */
  private void stood(int before, int computed) {
    peak = Math.max(peak, before + computed);
    area += (long) before * computed + (long) computed * (computed + 1) / 2;
  }

  /** What it came to. */
  public Cost cost(TokenSession session) {
    return new Cost(
        nanos / 1e9,
        prefilled,
        generated,
        session.liveColumns(),
        Math.max(peak, session.liveColumns()),
        area);
  }
}
