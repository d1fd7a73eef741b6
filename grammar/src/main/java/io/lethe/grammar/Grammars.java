package io.lethe.grammar;

import io.lethe.tokenizer.TokenType;
import io.lethe.tokenizer.Tokenizer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Compiles grammars for one vocabulary and keeps those that were used last. Safe for use by many
 * threads.
 */
public final class Grammars {
  private static final int KEPT = 32;
  private static final int KEPT_TRIES = 4;

  private final Tokenizer tokenizer;
  private final Map<GrammarSource, Grammar> grammars = lastUsed(KEPT);
  private final Map<Set<Integer>, TokenTrie> tries = lastUsed(KEPT_TRIES);

  public Grammars(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  private static <K, V> Map<K, V> lastUsed(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
  }

  /**
   * The grammar of a source; compiled where it is not kept, which takes milliseconds, for hostile
   * sources seconds.
   *
   * @throws GrammarException if the source has what is not supported, is too large, or can never be
   *     written with this vocabulary
   */
  public Grammar compile(GrammarSource source) {
    synchronized (grammars) {
      Grammar known = grammars.get(source);
      if (known != null) {
        return known;
      }
    }
    Grammar grammar = new Grammar(automaton(source));
    synchronized (grammars) {
      grammars.put(source, grammar);
    }
    return grammar;
  }

  private Automaton automaton(GrammarSource source) {
    Terms terms = new Terms(trie(spelled(source)));
    Json json = new Json(terms);
    Term start =
        switch (source) {
          case GrammarSource.JsonObject _ -> json.anyObject();
          case GrammarSource.JsonSchema(String schema) ->
              new SchemaCompiler(terms, json, schema).compile();
          case GrammarSource.ToolCalls calls -> new Calls(terms, json, calls).compile();
        };
    terms.settle();
    if (start.cost() == Term.ENDLESS) {
      throw new GrammarException(
          "found a grammar of which nothing can be written, wanted one that some answer meets");
    }
    return new Automaton(terms, start);
  }

  private TokenTrie trie(Set<Integer> spelled) {
    synchronized (tries) {
      return tries.computeIfAbsent(spelled, ids -> new TokenTrie(tokenizer, ids));
    }
  }

  /** Control tokens that stand in the texts around calls. */
  private Set<Integer> spelled(GrammarSource source) {
    Set<Integer> spelled = new HashSet<>();
    if (source instanceof GrammarSource.ToolCalls calls) {
      String around = calls.syntax().opening() + "\0" + calls.syntax().closing();
      for (int id = 0; id < tokenizer.size(); id++) {
        if (tokenizer.vocabulary().type(id) == TokenType.CONTROL
            && !tokenizer.vocabulary().text(id).isEmpty()
            && around.contains(tokenizer.vocabulary().text(id))) {
          spelled.add(id);
        }
      }
    }
    return spelled;
  }
}
