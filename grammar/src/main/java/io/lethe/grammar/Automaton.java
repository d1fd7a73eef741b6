package io.lethe.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The states of a grammar as far as anybody has been there, and the tokens that may come in them.
 * Safe for use by many threads: what is known is read without a lock.
 *
 * <p>Which tokens fit inside a string depends little on where the string stands: only those that
 * close it do. So the tokens of a wide term are found once, with the places in the tree of tokens
 * where the term is over; from there on what comes after it decides.
 */
final class Automaton {
  /** More states than this are forgotten, to be found again: 256 references each. */
  private static final int MOST_STATES = 4096;

  private static final int MOST_TERMS = 1 << 16;

  /** Bytes of tokens remembered, beyond which those found first are forgotten. */
  private static final long MOST_MASK_BYTES = 8L << 20;

  /** What fits into a wide term: where the tree of tokens leaves it. */
  private record Local(Choices choices, int[] exits) {}

  private final TokenTrie trie;
  private final Terms terms;
  private final Term start;
  private final Map<Term, State> states = new HashMap<>();
  private final Map<Term, Local> locals = new HashMap<>();
  private long localBytes;
  private long chosenBytes;
  private final Deque<State> chosen = new ArrayDeque<>();
  private final State[] path; // the state at each depth of the branch being walked

  Automaton(Terms terms, Term start) {
    this.trie = terms.trie();
    this.terms = terms;
    this.start = start;
    this.path = new State[trie.longest() + 1];
  }

  TokenTrie trie() {
    return trie;
  }

  State start() {
    return state(start);
  }

  private synchronized State state(Term term) {
    State state = states.get(term);
    if (state == null) {
      if (states.size() >= MOST_STATES || terms.size() >= MOST_TERMS) {
        states.clear();
        forgetLocals();
        terms.clear();
      }
      state = new State(term);
      states.put(term, state);
    }
    return state;
  }

  private void forgetLocals() {
    locals.clear();
    localBytes = 0;
  }

  State step(State from, int b) {
    State to = from.next(b);
    if (to == null) {
      to = find(from, b);
    }
    return to;
  }

  private synchronized State find(State from, int b) {
    State to = state(from.term().derive(b, terms));
    from.lead(b, to);
    return to;
  }

  /** The tokens that may come in a state. */
  Choices choices(State state) {
    Choices known = state.choices();
    return known == null ? findChoices(state) : known;
  }

  private synchronized Choices findChoices(State state) {
    Choices.Builder found = new Choices.Builder(trie.size());
    List<Term> ways = state.term() instanceof Term.Alt alt ? alt.choices() : List.of(state.term());
    List<Term> narrow = new ArrayList<>();
    for (Term way : ways) {
      Term head = way instanceof Term.Seq seq ? seq.head() : way;
      if (head.isWide()) {
        addWide(head, way instanceof Term.Seq seq ? seq.rest() : terms.empty(), found);
      } else {
        narrow.add(way);
      }
    }
    if (!narrow.isEmpty()) {
      walk(state(terms.alt(narrow)), 0, trie.nodes(), 0, found, new ArrayList<>());
    }
    if (state.nullable()) {
      addAll(trie.ends(), 0, found);
    }
    if (state.isFree()) {
      addAll(trie.silent(), state.cost(), found);
    }
    Choices choices = found.build();
    state.remember(choices);
    chosen.add(state);
    chosenBytes += choices.bytes();
    while (chosenBytes > MOST_MASK_BYTES && chosen.size() > 1) {
      chosenBytes -= chosen.remove().forgetChoices();
    }
    return choices;
  }

  private static void addAll(int[] tokens, int cost, Choices.Builder to) {
    for (int token : tokens) {
      to.add(token, cost);
    }
  }

  private void addWide(Term head, Term rest, Choices.Builder to) {
    if (rest.cost() == Term.ENDLESS) {
      return;
    }
    Term near = head instanceof Quoted quoted ? quoted.near(trie.longest(), terms) : head;
    Local local = locals.get(near);
    if (local == null) {
      local = local(near);
      if (localBytes > MOST_MASK_BYTES) {
        forgetLocals();
      }
      locals.put(near, local);
      localBytes += local.choices().bytes() + 4L * local.exits().length;
    }
    to.add(local.choices(), Term.plus(head.cost() - near.cost(), rest.cost()));
    if (rest != terms.empty()) {
      State after = state(rest);
      for (int exit : local.exits()) {
        walk(after, exit + 1, trie.next(exit), trie.depth(exit), to, new ArrayList<>());
      }
    }
  }

  private Local local(Term head) {
    Choices.Builder found = new Choices.Builder(trie.size());
    List<Integer> exits = new ArrayList<>();
    walk(state(head), 0, trie.nodes(), 0, found, exits);
    return new Local(found.build(), exits.stream().mapToInt(i -> i).toArray());
  }

  /**
   * Follows the tokens of some nodes.
   *
   * @param from the state above the first node, whose depth is {@code depth} and one
   * @param exits takes the inner nodes at which nothing more need be written
   */
  private void walk(
      State from, int first, int end, int depth, Choices.Builder found, List<Integer> exits) {
    path[depth] = from;
    int node = first;
    while (node < end) {
      int at = trie.depth(node);
      State to = step(path[at - 1], trie.label(node));
      if (to.isDead()) {
        node = trie.next(node);
        continue;
      }
      path[at] = to;
      for (int i = trie.firstToken(node); i < trie.endToken(node); i++) {
        found.add(trie.token(i), to.cost());
      }
      if (to.nullable() && trie.next(node) > node + 1) {
        exits.add(node);
      }
      node++;
    }
  }
}
