package io.lethe.grammar;

import java.util.List;

/**
 * What may still be written: a language over bytes. Terms of one {@link Terms} that look alike are
 * one object, so that equal states of a generation are found again.
 *
 * <p>Taking a byte off a term gives the term of what may follow (Brzozowski 1964). What stands
 * after a value is the rest of a {@link Seq}, shared by all that is written before it: the stack of
 * a pushdown automaton.
 */
abstract sealed class Term
    permits Term.Never,
        Term.Empty,
        Term.Bytes,
        Term.Literal,
        Term.Seq,
        Term.Alt,
        Term.Repeat,
        Quoted,
        NotAmong,
        Search,
        Lazy {
  /** The cost of what cannot be completed. */
  static final int ENDLESS = Integer.MAX_VALUE;

  private int cost = -1;

  /** Whether nothing more need be written. */
  abstract boolean nullable();

  /** What may follow after {@code b}. */
  abstract Term derive(int b, Terms terms);

  /**
   * A number of tokens that certainly suffice to complete this. Where it is n, some token leads to
   * a term where it is less than n.
   */
  abstract int leastCost();

  /** Whether most tokens fit here, so that it pays to know which, apart from what comes after. */
  boolean isWide() {
    return false;
  }

  final int cost() {
    if (cost < 0) {
      cost = leastCost();
    }
    return cost;
  }

  final void forgetCost() {
    cost = -1;
  }

  static int plus(int a, int b) {
    return a == ENDLESS || b == ENDLESS ? ENDLESS : (int) Math.min((long) a + b, ENDLESS - 1);
  }

  /** A product of an amount and a cost. */
  static int times(int count, int cost) {
    return count == 0
        ? 0
        : cost == ENDLESS ? ENDLESS : (int) Math.min((long) count * cost, ENDLESS - 1);
  }

  /** Nothing at all can follow. */
  static final class Never extends Term {
    @Override
    boolean nullable() {
      return false;
    }

    @Override
    Term derive(int b, Terms terms) {
      return this;
    }

    @Override
    int leastCost() {
      return ENDLESS;
    }
  }

  /** The end. */
  static final class Empty extends Term {
    @Override
    boolean nullable() {
      return true;
    }

    @Override
    Term derive(int b, Terms terms) {
      return terms.never();
    }

    @Override
    int leastCost() {
      return 0;
    }
  }

  /** One byte of a set. */
  static final class Bytes extends Term {
    private final ByteSet set;
    private final int cost;

    Bytes(ByteSet set, TokenTrie trie) {
      this.set = set;
      int least = ENDLESS;
      for (int b = 0; b < 256; b++) {
        if (set.contains(b) && trie.writes(b)) {
          least = 1;
        }
      }
      this.cost = least;
    }

    @Override
    boolean nullable() {
      return false;
    }

    @Override
    Term derive(int b, Terms terms) {
      return set.contains(b) ? terms.empty() : terms.never();
    }

    @Override
    int leastCost() {
      return cost;
    }
  }

  /** Given bytes, one char each. */
  static final class Literal extends Term {
    private final String text;
    private final int[] fewest; // tokens for each suffix of what this is the end of

    Literal(String text, int[] fewest) {
      this.text = text;
      this.fewest = fewest;
    }

    String text() {
      return text;
    }

    @Override
    boolean nullable() {
      return false;
    }

    @Override
    Term derive(int b, Terms terms) {
      return text.charAt(0) == b ? terms.suffix(text.substring(1), fewest) : terms.never();
    }

    @Override
    int leastCost() {
      return fewest[fewest.length - 1 - text.length()];
    }
  }

  /** One after the other. */
  static final class Seq extends Term {
    private final Term head;
    private final Term rest;

    Seq(Term head, Term rest) {
      this.head = head;
      this.rest = rest;
    }

    Term head() {
      return head;
    }

    Term rest() {
      return rest;
    }

    @Override
    boolean nullable() {
      return head.nullable() && rest.nullable();
    }

    @Override
    Term derive(int b, Terms terms) {
      Term first = terms.seq(head.derive(b, terms), rest);
      return head.nullable() ? terms.alt(List.of(first, rest.derive(b, terms))) : first;
    }

    @Override
    int leastCost() {
      return plus(head.cost(), rest.cost());
    }
  }

  /** Any of several. */
  static final class Alt extends Term {
    private final List<Term> choices;
    private final boolean nullable;

    Alt(List<Term> choices) {
      this.choices = List.copyOf(choices);
      this.nullable = choices.stream().anyMatch(Term::nullable);
    }

    List<Term> choices() {
      return choices;
    }

    @Override
    boolean nullable() {
      return nullable;
    }

    @Override
    Term derive(int b, Terms terms) {
      return terms.alt(choices.stream().map(choice -> choice.derive(b, terms)).toList());
    }

    @Override
    int leastCost() {
      int least = ENDLESS;
      for (Term choice : choices) {
        least = Math.min(least, choice.cost());
      }
      return least;
    }
  }

  /** The same, {@code min} to {@code max} times. */
  static final class Repeat extends Term {
    private final Term body;
    private final int min;
    private final int max;

    Repeat(Term body, int min, int max) {
      this.body = body;
      this.min = min;
      this.max = max;
    }

    @Override
    boolean nullable() {
      return min == 0;
    }

    @Override
    Term derive(int b, Terms terms) {
      Term first = body.derive(b, terms);
      int most = max == ENDLESS ? max : max - 1;
      return terms.seq(first, terms.repeat(body, Math.max(0, min - 1), most));
    }

    @Override
    int leastCost() {
      return times(min, body.cost());
    }
  }
}
