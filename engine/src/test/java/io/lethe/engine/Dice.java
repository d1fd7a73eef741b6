package io.lethe.engine;

import io.lethe.kv.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Chooses what happens to a session next, the same for the same seed and specimen. */
final class Dice {
  /** Which steps are chosen from. */
  enum Scope {
    /** Those that somebody can repeat who reads all tokens at once, under marks. */
    MARKABLE(92),
    ALL(100);

    private final int faces;

    Scope(int faces) {
      this.faces = faces;
    }
  }

  private final Specimen specimen;
  private final Scope scope;
  private final SplittableRandom random;

  Dice(Specimen specimen, Scope scope, long seed) {
    this.specimen = specimen;
    this.scope = scope;
    this.random = new SplittableRandom(seed);
  }

  /** Plays {@code count} steps. */
  void play(Player player, int count) {
    for (int i = 0; i < count; i++) {
      player.play(next(player.ledger));
    }
  }

  Step next(Ledger ledger) {
    int face = ledger.length() == 0 ? 0 : random.nextInt(scope.faces);
    List<Span> spans = spans(ledger);
    boolean deletes = (face >= 50 && face < 78) || face >= 92;
    if (face < 40 || (deletes && ledger.isAllIn(spans))) {
      return new Step.Read(specimen.ids(random.nextLong(), 1 + random.nextInt(25)));
    } else if (face < 50) {
      return new Step.Write(random.nextInt(250), 1 + random.nextInt(4));
    } else if (face < 70) {
      return new Step.Forget(spans);
    } else if (face < 78) {
      return new Step.Redact(spans);
    } else if (face < 86) {
      return new Step.Truncate(
          Math.max(0, ledger.length() - (int) Math.pow(2, 6 * random.nextDouble())));
    } else if (face < 92) {
      return new Step.Skip(random.nextInt(30));
    } else if (face < 96) {
      return new Step.Repair(spans, random.nextDouble());
    } else {
      return new Step.Close(spans);
    }
  }

  /** Up to three, which may touch, overlap, be empty, or reach before or behind all tokens. */
  private List<Span> spans(Ledger ledger) {
    List<Span> spans = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      long before = random.nextLong(Math.min(ledger.nextPosition(), 160) + 3);
      long start = Math.max(0, ledger.nextPosition() - before);
      spans.add(new Span(start, start + random.nextInt(40)));
    }
    return spans;
  }

  /** True once in {@code n} times. */
  boolean onceIn(int n) {
    return random.nextInt(n) == 0;
  }

  int below(int n) {
    return random.nextInt(n);
  }
}
