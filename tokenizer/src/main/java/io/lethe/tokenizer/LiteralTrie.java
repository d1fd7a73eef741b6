package io.lethe.tokenizer;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the tokens that are taken whole: the longest that starts at a place wins. */
final class LiteralTrie {
  /** A token taken whole. */
  record Literal(int id, int length, Role role) {}

  private static final class Node {
    private final Map<Character, Node> children = new HashMap<>(2);
    private @Nullable Literal literal;
  }

  private final Node root = new Node();

  LiteralTrie(Vocabulary vocabulary) {
    for (int id = 0; id < vocabulary.size(); id++) {
      switch (vocabulary.role(id)) {
        case LITERAL, MARKER -> add(vocabulary.text(id), id, vocabulary.role(id));
        case PIECE, BYTE, NONE -> {}
      }
    }
  }

  private void add(String text, int id, Role role) {
    Node node = root;
    for (int i = 0; i < text.length(); i++) {
      node = node.children.computeIfAbsent(text.charAt(i), c -> new Node());
    }
    if (node.literal == null) {
      node.literal = new Literal(id, text.length(), role);
    }
  }

  /**
   * The longest literal that starts at {@code at}; a marker counts only if it ends by {@code
   * trustedEnd}.
   */
  @Nullable Literal longestAt(String text, int at, int trustedEnd) {
    Literal longest = null;
    Node node = root.children.get(text.charAt(at));
    for (int end = at + 1; node != null; end++) {
      Literal literal = node.literal;
      if (literal != null && (literal.role() != Role.MARKER || end <= trustedEnd)) {
        longest = literal;
      }
      node = end < text.length() ? node.children.get(text.charAt(end)) : null;
    }
    return longest;
  }
}
