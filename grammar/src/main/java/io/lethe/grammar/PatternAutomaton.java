package io.lethe.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The states of an expression, all of them, and what it takes from each to the end. Immutable; its
 * identity is its equality.
 */
final class PatternAutomaton {
  private static final int MOST_STATES = 4096;

  private final String where;
  private final List<CodePoints> kinds; // of characters that no state tells apart
  private final List<int[]> next = new ArrayList<>(); // [state][kind]
  private final List<Boolean> ends = new ArrayList<>();
  private int[] costs = {};

  /**
   * @param expression between its marks
   * @throws GrammarException if there are too many states, or nothing matches
   */
  PatternAutomaton(String where, Expression expression, Expressions expressions, Terms terms) {
    this.where = where;
    this.kinds = kinds(expressions.sets(expression));
    explore(expressions.derive(expression, Expression.BEGINNING), expressions);
    weigh(terms);
    if (costs[0] == Term.ENDLESS) {
      throw GrammarException.at(where, "a text that nothing can be", "one that can be written");
    }
  }

  private static List<CodePoints> kinds(Set<CodePoints> sets) {
    Set<Integer> starts = new HashSet<>(Set.of(0, 0xE000));
    for (CodePoints set : sets) {
      for (CodePoints.Range range : set.ranges()) {
        starts.add(range.first());
        starts.add(range.last() + 1);
      }
    }
    int[] sorted =
        starts.stream().mapToInt(i -> i).filter(c -> CodePoints.ALL.contains(c)).sorted().toArray();
    Map<Set<CodePoints>, CodePoints> kinds = new LinkedHashMap<>();
    for (int i = 0; i < sorted.length; i++) {
      int first = sorted[i];
      int last = i + 1 < sorted.length ? sorted[i + 1] - 1 : Character.MAX_CODE_POINT;
      Set<CodePoints> in = new HashSet<>();
      for (CodePoints set : sets) {
        if (set.contains(first)) {
          in.add(set);
        }
      }
      kinds.merge(in, CodePoints.range(first, last).and(CodePoints.ALL), CodePoints::or);
    }
    return List.copyOf(kinds.values());
  }

  private void explore(Expression start, Expressions expressions) {
    Map<Expression, Integer> numbers = new HashMap<>();
    List<Expression> states = new ArrayList<>();
    numbers.put(start, 0);
    states.add(start);
    for (int state = 0; state < states.size(); state++) {
      Expression expression = states.get(state);
      ends.add(expressions.derive(expression, Expression.END).nullable());
      int[] row = new int[kinds.size()];
      for (int kind = 0; kind < row.length; kind++) {
        int sample = kinds.get(kind).ranges().getFirst().first();
        Expression after = expressions.derive(expression, sample);
        Integer known = numbers.get(after);
        if (known == null) {
          known = states.size();
          numbers.put(after, known);
          states.add(after);
        }
        row[kind] = known;
        if (states.size() > MOST_STATES) {
          throw GrammarException.at(
              where,
              "a pattern, or one with a length, of more than " + MOST_STATES + " states",
              "a simpler one");
        }
      }
      next.add(row);
    }
  }

  /** Shortest ways to an end (Dijkstra 1959), backwards. */
  private void weigh(Terms terms) {
    int[] weights = kinds.stream().mapToInt(kind -> encoded(kind, terms).cost()).toArray();
    List<Map<Integer, Integer>> before = new ArrayList<>();
    for (int state = 0; state < next.size(); state++) {
      before.add(new HashMap<>());
    }
    for (int state = 0; state < next.size(); state++) {
      for (int kind = 0; kind < weights.length; kind++) {
        before.get(next.get(state)[kind]).merge(state, weights[kind], Math::min);
      }
    }
    costs = new int[next.size()];
    Arrays.fill(costs, Term.ENDLESS);
    PriorityQueue<int[]> open = new PriorityQueue<>(Comparator.comparingInt((int[] e) -> e[1]));
    for (int state = 0; state < costs.length; state++) {
      if (ends.get(state)) {
        costs[state] = 1;
        open.add(new int[] {state, 1});
      }
    }
    while (!open.isEmpty()) {
      int[] nearest = open.remove();
      if (nearest[1] > costs[nearest[0]]) {
        continue;
      }
      before
          .get(nearest[0])
          .forEach((state, weight) -> {
            int cost = Term.plus(weight, nearest[1]);
            if (cost < costs[state]) {
              costs[state] = cost;
              open.add(new int[] {state, cost});
            }
          });
    }
  }

  /** The most tokens that it takes from a state to the end, the closing quote included. */
  int cost(int state) {
    return costs[state];
  }

  /** What may follow in a state. */
  Term expand(int state, Terms terms) {
    Map<Integer, CodePoints> ways = new LinkedHashMap<>();
    for (int kind = 0; kind < kinds.size(); kind++) {
      int to = next.get(state)[kind];
      if (costs[to] < Term.ENDLESS) {
        ways.merge(to, kinds.get(kind), CodePoints::or);
      }
    }
    List<Term> choices = new ArrayList<>();
    if (ends.get(state)) {
      choices.add(terms.literal("\""));
    }
    ways.forEach(
        (to, chars) -> choices.add(terms.seq(encoded(chars, terms), terms.patterned(this, to))));
    return terms.alt(choices);
  }

  /** One of these characters inside a JSON string, each in the one way that is its own. */
  private static Term encoded(CodePoints chars, Terms terms) {
    List<Term> ways = new ArrayList<>();
    for (int c = 0; c < 0x20; c++) {
      if (chars.contains(c)) {
        int brief = "\b\f\n\r\t".indexOf(c);
        ways.add(terms.literal(brief < 0 ? "\\u%04x".formatted(c) : "\\" + "bfnrt".charAt(brief)));
      }
    }
    if (chars.contains('"')) {
      ways.add(terms.literal("\\\""));
    }
    if (chars.contains('\\')) {
      ways.add(terms.literal("\\\\"));
    }
    CodePoints raw = CodePoints.range(0, 0x1F).or(CodePoints.of("\"\\")).not().and(chars);
    ByteSet ascii = new ByteSet(0, 0, 0, 0);
    for (CodePoints.Range range : raw.ranges()) {
      if (range.first() < 0x80) {
        ascii = ascii.or(ByteSet.range(range.first(), Math.min(range.last(), 0x7F)));
      }
      if (range.last() >= 0x80) {
        ways.addAll(Utf8Ranges.of(Math.max(range.first(), 0x80), range.last(), terms));
      }
    }
    if (!ascii.equals(new ByteSet(0, 0, 0, 0))) {
      ways.add(terms.bytes(ascii));
    }
    return terms.alt(ways);
  }
}
