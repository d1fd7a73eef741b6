package io.lethe.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tokens that may come, by what it costs to complete the answer after them. Immutable. */
final class Choices {
  /** Tokens after which the rest costs as much. */
  private record Group(int cost, long[] bits) {}

  private final List<Group> groups; // cheapest first; a token may be in several
  private final TokenMask all;

  private Choices(List<Group> groups, int words) {
    this.groups = groups;
    long[] bits = new long[words];
    for (Group group : groups) {
      add(group.bits(), bits);
    }
    this.all = new TokenMask(bits);
  }

  /** All of them. */
  TokenMask all() {
    return all;
  }

  /** The most that it costs to complete the answer after any of them. */
  int mostCost() {
    return groups.isEmpty() ? 0 : groups.getLast().cost();
  }

  long bytes() {
    return 8L * all.words() * (groups.size() + 1);
  }

  /** Those after which {@code cost} suffices. */
  TokenMask within(int cost) {
    if (cost >= mostCost()) {
      return all;
    }
    long[] bits = new long[all.words()];
    for (Group group : groups) {
      if (group.cost() <= cost) {
        add(group.bits(), bits);
      }
    }
    return new TokenMask(bits);
  }

  private static void add(long[] bits, long[] to) {
    for (int i = 0; i < bits.length; i++) {
      to[i] |= bits[i];
    }
  }

  /** Gathers tokens. One thread. */
  static final class Builder {
    private final int words;
    private final Map<Integer, long[]> groups = new TreeMap<>();

    /**
     * @param tokens the size of the vocabulary
     */
    Builder(int tokens) {
      this.words = (tokens + 63) / 64;
    }

    void add(int token, int cost) {
      group(cost)[token >> 6] |= 1L << token;
    }

    /** Adds what was found apart from what comes after, which costs {@code more}. */
    void add(Choices other, int more) {
      for (Group group : other.groups) {
        Choices.add(group.bits(), group(Term.plus(group.cost(), more)));
      }
    }

    private long[] group(int cost) {
      return groups.computeIfAbsent(cost, _ -> new long[words]);
    }

    Choices build() {
      List<Group> found = new ArrayList<>();
      groups.forEach((cost, bits) -> found.add(new Group(cost, bits)));
      return new Choices(List.copyOf(found), words);
    }
  }
}
