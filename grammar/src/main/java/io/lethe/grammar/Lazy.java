package io.lethe.grammar;

import org.jspecify.annotations.Nullable;

/** A term that is written out when a byte is taken off it, since it may contain itself. */
abstract sealed class Lazy extends Term permits Lazy.Reference, Members, Items, Patterned {
  private @Nullable Term expansion;

  /** What this stands for. */
  abstract Term expand(Terms terms);

  final Term expansion(Terms terms) {
    Term known = expansion;
    if (known == null) {
      known = expand(terms);
      expansion = known;
    }
    return known;
  }

  @Override
  boolean nullable() {
    return false;
  }

  @Override
  Term derive(int b, Terms terms) {
    return expansion(terms).derive(b, terms);
  }

  /** A definition, which may refer to itself. */
  static final class Reference extends Lazy {
    private @Nullable Term body;
    private int least = ENDLESS;
    private Progress progress = Progress.IDLE;

    private enum Progress {
      IDLE,
      DERIVING
    }

    void define(Term term) {
      body = term;
    }

    /** Learns what the body costs by what is known so far; whether that is news. */
    boolean learn() {
      int cost = body == null ? ENDLESS : body.cost();
      boolean news = cost < least;
      least = Math.min(least, cost);
      return news;
    }

    @Override
    Term expand(Terms terms) {
      return body == null ? terms.never() : body;
    }

    /** What refers to itself before anything is written adds nothing to what it is. */
    @Override
    Term derive(int b, Terms terms) {
      if (progress == Progress.DERIVING) {
        return terms.never();
      }
      progress = Progress.DERIVING;
      try {
        return super.derive(b, terms);
      } finally {
        progress = Progress.IDLE;
      }
    }

    @Override
    int leastCost() {
      return least;
    }
  }
}
