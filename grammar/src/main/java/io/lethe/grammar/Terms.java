package io.lethe.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Makes terms, each once. One thread at a time. */
final class Terms {
  /**
   * The most choices of a term. More are cut to the cheapest, which leaves less that may be written
   * but nothing wrong.
   */
  private static final int MOST_CHOICES = 8192;

  private record SeqKey(Term head, Term rest) {}

  private record AltKey(Set<Term> choices) {}

  private record RepeatKey(Term body, int min, int max) {}

  private record QuotedKey(int min, int max, Quoted.Escapes escapes) {}

  private record NotAmongKey(Term all, List<String> texts) {}

  private record SearchKey(Search.Needle needle, int matched, Search.Kind kind) {}

  /** A place in something that has no equal. */
  private record PlaceKey(Object owner, int at, int count) {}

  private final TokenTrie trie;
  private final Map<Object, Term> known = new HashMap<>();
  private final List<Lazy.Reference> references = new ArrayList<>();
  private final Term never = new Term.Never();
  private final Term empty = new Term.Empty();
  private final Term escape;
  private final Term[] continuations = new Term[256];
  private final Term comma;
  private final Term colonEnd;

  Terms(TokenTrie trie) {
    this.trie = trie;
    Term hex = bytes(ByteSet.HEX);
    Term beforeSurrogates =
        alt(
            List.of(
                seq(bytes(ByteSet.of("0123456789abcefABCEF")), repeat(hex, 3, 3)),
                seq(bytes(ByteSet.of("dD")), bytes(ByteSet.range('0', '7')), repeat(hex, 2, 2))));
    Term pair =
        seq(
            bytes(ByteSet.of("dD")),
            bytes(ByteSet.of("89abAB")),
            repeat(hex, 2, 2),
            literal("\\u"),
            bytes(ByteSet.of("dD")),
            bytes(ByteSet.of("cdefCDEF")),
            repeat(hex, 2, 2));
    escape =
        alt(
            List.of(
                bytes(ByteSet.of("\"\\/bfnrt")),
                seq(literal("u"), alt(List.of(beforeSurrogates, pair)))));
    Arrays.setAll(continuations, this::continued);
    colonEnd = alt(List.of(empty, literal(" ")));
    comma = seq(literal(","), colonEnd);
  }

  private Term continued(int lead) {
    Term any = bytes(ByteSet.CONTINUATION);
    if (lead >= 0xC2 && lead <= 0xDF) {
      return any;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
      int from = lead == 0xE0 ? 0xA0 : 0x80;
      int to = lead == 0xED ? 0x9F : 0xBF; // beyond lie surrogates
      return seq(bytes(ByteSet.range(from, to)), any);
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
      int from = lead == 0xF0 ? 0x90 : 0x80;
      int to = lead == 0xF4 ? 0x8F : 0xBF;
      return seq(bytes(ByteSet.range(from, to)), any, any);
    }
    return never;
  }

  TokenTrie trie() {
    return trie;
  }

  /** The number of terms remembered. */
  int size() {
    return known.size();
  }

  /** Forgets what was remembered: from now on equal terms may be two objects. */
  void clear() {
    known.clear();
  }

  /** Finds out what all that was made until now costs; references first have to be defined. */
  void settle() {
    boolean news = true;
    while (news) {
      known.values().forEach(Term::forgetCost);
      news = false;
      for (Lazy.Reference reference : references.reversed()) { // inner ones were made later
        reference.forgetCost();
        news |= reference.learn();
        reference.forgetCost();
      }
    }
    known.values().forEach(Term::forgetCost);
  }

  Term never() {
    return never;
  }

  Term empty() {
    return empty;
  }

  /** What comes after a backslash. */
  Term escape() {
    return escape;
  }

  /** What comes after the first byte of a character of several. */
  Term continuation(int lead) {
    return continuations[lead];
  }

  /** A comma and at most one space. */
  Term comma() {
    return comma;
  }

  /** Nothing or a space. */
  Term maybeSpace() {
    return colonEnd;
  }

  private Term once(Object key, Supplier<Term> maker) {
    Term term = known.get(key);
    if (term == null) {
      term = maker.get();
      known.put(key, term);
    }
    return term;
  }

  Term bytes(ByteSet set) {
    return once(set, () -> new Term.Bytes(set, trie));
  }

  /**
   * @param text whose chars are bytes
   */
  Term literal(String text) {
    return text.isEmpty() ? empty : once(text, () -> new Term.Literal(text, trie.fewest(text)));
  }

  Term suffix(String text, int[] fewest) {
    return text.isEmpty() ? empty : once(text, () -> new Term.Literal(text, fewest));
  }

  Term seq(Term... parts) {
    Term all = parts[parts.length - 1];
    for (int i = parts.length - 2; i >= 0; i--) {
      all = seq(parts[i], all);
    }
    return all;
  }

  Term seq(Term head, Term rest) {
    if (head == never || rest == never) {
      return never;
    }
    if (head == empty) {
      return rest;
    }
    if (rest == empty) {
      return head;
    }
    if (head instanceof Term.Seq nested) {
      return seq(nested.head(), seq(nested.rest(), rest));
    }
    if (head instanceof Term.Literal before) {
      if (rest instanceof Term.Literal after) {
        return literal(before.text() + after.text());
      }
      if (rest instanceof Term.Seq more && more.head() instanceof Term.Literal after) {
        return seq(literal(before.text() + after.text()), more.rest());
      }
    }
    return once(new SeqKey(head, rest), () -> new Term.Seq(head, rest));
  }

  Term alt(List<Term> terms) {
    Set<Term> choices = new LinkedHashSet<>();
    for (Term term : terms) {
      if (term instanceof Term.Alt nested) {
        choices.addAll(nested.choices());
      } else if (term != never) {
        choices.add(term);
      }
    }
    if (choices.isEmpty()) {
      return never;
    }
    if (choices.size() == 1) {
      return choices.iterator().next();
    }
    List<Term> kept = List.copyOf(choices);
    if (kept.size() > MOST_CHOICES) {
      kept = kept.stream().sorted(Comparator.comparingInt(Term::cost)).limit(MOST_CHOICES).toList();
    }
    List<Term> chosen = kept;
    return once(new AltKey(Set.copyOf(chosen)), () -> new Term.Alt(chosen));
  }

  Term repeat(Term body, int min, int max) {
    if (body == never) {
      return min == 0 ? empty : never;
    }
    if (max == 0) {
      return empty;
    }
    return once(new RepeatKey(body, min, max), () -> new Term.Repeat(body, min, max));
  }

  Quoted quoted(int min, int max, Quoted.Escapes escapes) {
    return (Quoted)
        once(new QuotedKey(min, max, escapes), () -> new Quoted(min, max, escapes, trie.run()));
  }

  Term notAmong(Term all, List<String> texts) {
    if (all == never || texts.isEmpty()) {
      return all;
    }
    if (all == empty) {
      return texts.contains("") ? never : empty;
    }
    return once(new NotAmongKey(all, texts), () -> new NotAmong(all, texts, this));
  }

  Term search(Search.Needle needle, int matched, Search.Kind kind) {
    return once(new SearchKey(needle, matched, kind), () -> new Search(needle, matched, kind));
  }

  Term members(Members.Shape shape, int index, int written) {
    return once(new PlaceKey(shape, index, written), () -> new Members(shape, index, written));
  }

  Term items(Items.Shape shape, int written) {
    return once(new PlaceKey(shape, written, 0), () -> new Items(shape, written));
  }

  Term patterned(PatternAutomaton automaton, int state) {
    return once(new PlaceKey(automaton, state, 0), () -> new Patterned(automaton, state));
  }

  Lazy.Reference reference() {
    Lazy.Reference reference = new Lazy.Reference();
    references.add(reference);
    return reference;
  }
}
