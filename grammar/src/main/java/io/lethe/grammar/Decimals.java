package io.lethe.grammar;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Numbers in a range, digit by digit. */
final class Decimals {
  /**
   * An end of a range.
   *
   * @param value the number
   * @param kind whether the number itself belongs to the range
   */
  record Bound(BigDecimal value, Kind kind) {
    /** Whether a bound may be reached. */
    enum Kind {
      INCLUDED,
      EXCLUDED
    }

    private Bound negated() {
      return new Bound(value.negate(), kind);
    }
  }

  /** Where a range has no end, numbers have this many digits before the point at most. */
  private static final Bound FAR =
      new Bound(BigDecimal.TEN.pow(18).subtract(BigDecimal.ONE), Bound.Kind.INCLUDED);

  private static final Bound ZERO = new Bound(BigDecimal.ZERO, Bound.Kind.INCLUDED);

  private final Terms terms;
  private final int fraction;

  /**
   * @param fraction the most digits after the point; 0: whole numbers
   */
  Decimals(Terms terms, int fraction) {
    this.terms = terms;
    this.fraction = fraction;
  }

  /** Numbers from {@code low} to {@code high}. */
  Term between(@Nullable Bound low, @Nullable Bound high) {
    Bound from = low == null ? FAR.negated() : low;
    Bound to = high == null ? FAR : high;
    List<Term> ways = new ArrayList<>();
    if (to.value().signum() >= 0) {
      ways.add(natural(from.value().signum() < 0 ? ZERO : from, to));
    }
    if (from.value().signum() < 0) {
      ways.add(
          terms.seq(
              terms.literal("-"),
              natural(to.value().signum() > 0 ? ZERO : to.negated(), from.negated())));
    }
    return terms.alt(ways);
  }

  /** Numbers from 0 on. */
  private Term natural(Bound low, Bound high) {
    List<Term> ways = new ArrayList<>();
    for (int length = whole(low).length(); length <= whole(high).length(); length++) {
      Walk walk = new Walk(length, digits(low, length), digits(high, length), low, high);
      ways.add(walk.digit(0, Edge.of(walk.low), Edge.of(walk.high)));
    }
    return terms.alt(ways);
  }

  private static String whole(Bound bound) {
    return bound.value().setScale(0, RoundingMode.DOWN).toBigInteger().toString();
  }

  /** The digits of a bound, as many after the point as may be written; empty if it is no bound. */
  private String digits(Bound bound, int length) {
    if (whole(bound).length() != length) {
      return "";
    }
    BigInteger scaled = bound.value().movePointRight(fraction).toBigInteger();
    String all = scaled.toString();
    return "0".repeat(Math.max(0, length + fraction - all.length())) + all;
  }

  /** Whether what is written so far is that of a bound. */
  private enum Edge {
    ALONG,
    FREE;

    static Edge of(String digits) {
      return digits.isEmpty() ? FREE : ALONG;
    }
  }

  /** Numbers with so many digits before the point. */
  private final class Walk {
    private final int length;
    private final String low;
    private final String high;
    private final Bound from;
    private final Bound to;

    Walk(int length, String low, String high, Bound from, Bound to) {
      this.length = length;
      this.low = low;
      this.high = high;
      this.from = from;
      this.to = to;
    }

    Term digit(int at, Edge below, Edge above) {
      int least = below == Edge.ALONG ? low.charAt(at) : at == 0 && length > 1 ? '1' : '0';
      int most = above == Edge.ALONG ? high.charAt(at) : '9';
      List<Term> ways = new ArrayList<>();
      int inner = most;
      for (int digit = least; digit <= most; digit = inner + 1) {
        Edge belowNow = below == Edge.ALONG && digit == least ? Edge.ALONG : Edge.FREE;
        Edge aboveNow = above == Edge.ALONG && digit == most ? Edge.ALONG : Edge.FREE;
        inner =
            belowNow == Edge.FREE && aboveNow == Edge.FREE
                ? (above == Edge.ALONG ? most - 1 : most)
                : digit;
        ways.add(
            terms.seq(terms.bytes(ByteSet.range(digit, inner)), after(at + 1, belowNow, aboveNow)));
      }
      return terms.alt(ways);
    }

    private Term after(int at, Edge below, Edge above) {
      if (at < length) {
        return digit(at, below, above);
      }
      List<Term> ways = new ArrayList<>();
      if (mayEnd(at, below, above)) {
        ways.add(terms.empty());
      }
      if (at < length + fraction) {
        Term more = digit(at, below, above);
        ways.add(at == length ? terms.seq(terms.literal("."), more) : more);
      }
      return terms.alt(ways);
    }

    private boolean mayEnd(int at, Edge below, Edge above) {
      boolean atLow = below == Edge.ALONG;
      boolean atHigh = above == Edge.ALONG && zeros(high, at);
      return !(atLow && (!zeros(low, at) || from.kind() == Bound.Kind.EXCLUDED))
          && !(atHigh && to.kind() == Bound.Kind.EXCLUDED);
    }

    private static boolean zeros(String digits, int from) {
      return digits.chars().skip(from).allMatch(digit -> digit == '0');
    }
  }
}
