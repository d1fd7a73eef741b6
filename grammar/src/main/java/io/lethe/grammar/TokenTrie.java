package io.lethe.grammar;

import io.lethe.tokenizer.TokenType;
import io.lethe.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * The tokens of a vocabulary by their bytes: a tree in preorder, so that one loop visits it and a
 * jump leaves out a branch. Tokens that end a turn and tokens without bytes are no part of it.
 * Immutable.
 */
final class TokenTrie {
  private final Tokenizer tokenizer;
  private final byte[][] bytes; // [token], empty for those not in the tree
  private final boolean[] writable = new boolean[256];
  private final int[] ends;
  private final int[] silent;
  private int longest;
  private int run;

  /** Of node {@code n}: its byte, its depth (1: the first byte), where its branch ends. */
  private byte[] labels = new byte[1 << 12];

  private short[] depths = new short[1 << 12];
  private int[] nexts = new int[1 << 12];

  /** Of node {@code n}: its tokens are {@code tokens[firsts[n] .. firsts[n + 1])}. */
  private int[] firsts = new int[1 << 12];

  private final int[] tokens;
  private int nodes;

  /**
   * @param spelled control tokens that a grammar has in its text, which count as what they are
   *     written as
   */
  TokenTrie(Tokenizer tokenizer, Set<Integer> spelled) {
    this.tokenizer = tokenizer;
    int size = tokenizer.size();
    bytes = new byte[size][];
    List<Integer> ending = new ArrayList<>();
    List<Integer> controls = new ArrayList<>();
    List<Integer> kept = new ArrayList<>(size);
    for (int id = 0; id < size; id++) {
      boolean ends = tokenizer.isEndOfGeneration(id);
      bytes[id] = ends ? new byte[0] : tokenizer.bytes(id);
      if (ends) {
        ending.add(id);
      } else if (spelled.contains(id)) {
        bytes[id] = tokenizer.vocabulary().text(id).getBytes(StandardCharsets.UTF_8);
      } else if (bytes[id].length == 0 && tokenizer.vocabulary().type(id) == TokenType.CONTROL) {
        controls.add(id);
      }
      if (bytes[id].length > 0 && bytes[id].length <= Short.MAX_VALUE) {
        kept.add(id);
        longest = Math.max(longest, bytes[id].length);
      }
      if (bytes[id].length == 1) {
        writable[bytes[id][0] & 0xFF] = true;
      }
    }
    ends = ending.stream().mapToInt(i -> i).toArray();
    silent = controls.stream().mapToInt(i -> i).toArray();
    kept.sort((a, b) -> Arrays.compareUnsigned(bytes[a], bytes[b]));
    tokens = kept.stream().mapToInt(i -> i).toArray();
    build();
    run = longestRun();
  }

  private int longestRun() {
    BitSet lengths = new BitSet();
    for (int token : tokens) {
      if (isPlain(bytes[token])) {
        lengths.set(bytes[token].length);
      }
    }
    return Math.max(1, lengths.nextClearBit(1) - 1);
  }

  private static boolean isPlain(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0x20 || b == '"' || b == '\\') {
        return false;
      }
    }
    return true;
  }

  private void build() {
    int[] open = new int[longest + 1]; // the node at each depth of the branch being built
    byte[] before = new byte[0];
    for (int i = 0; i < tokens.length; i++) {
      byte[] token = bytes[tokens[i]];
      int common = Arrays.mismatch(before, token);
      if (common < 0) {
        continue; // another token with the same bytes
      }
      close(open, common + 1, before.length);
      for (int depth = common + 1; depth <= token.length; depth++) {
        open[depth] = add(token[depth - 1], depth, i);
      }
      before = token;
    }
    close(open, 1, before.length);
    grow();
    firsts[nodes] = tokens.length;
  }

  private void close(int[] open, int from, int to) {
    for (int depth = from; depth <= to; depth++) {
      nexts[open[depth]] = nodes;
    }
  }

  private int add(byte label, int depth, int first) {
    grow();
    labels[nodes] = label;
    depths[nodes] = (short) depth;
    firsts[nodes] = first;
    return nodes++;
  }

  private void grow() {
    if (nodes + 1 >= labels.length) {
      labels = Arrays.copyOf(labels, 2 * nodes);
      depths = Arrays.copyOf(depths, 2 * nodes);
      nexts = Arrays.copyOf(nexts, 2 * nodes);
      firsts = Arrays.copyOf(firsts, 2 * nodes);
    }
  }

  Tokenizer tokenizer() {
    return tokenizer;
  }

  /** The number of ids. */
  int size() {
    return bytes.length;
  }

  int nodes() {
    return nodes;
  }

  int label(int node) {
    return labels[node] & 0xFF;
  }

  /** 1 for nodes of a first byte. */
  int depth(int node) {
    return depths[node];
  }

  /** The node after the branch of {@code node}. */
  int next(int node) {
    return nexts[node];
  }

  int firstToken(int node) {
    return firsts[node];
  }

  /** One after the last token of {@code node}: an inner node has the first of what is below it. */
  int endToken(int node) {
    return node + 1 < nodes ? firsts[node + 1] : tokens.length;
  }

  int token(int index) {
    return tokens[index];
  }

  /** The bytes of a token; empty for those that are no text. */
  byte[] bytes(int id) {
    return bytes[id];
  }

  /** The most bytes that a token has. */
  int longest() {
    return longest;
  }

  /**
   * Up to how many plain characters of a string a token writes: there are tokens of 1, of 2, and so
   * on up to this.
   */
  int run() {
    return run;
  }

  /** Whether there is a token of this byte alone. */
  boolean writes(int b) {
    return writable[b];
  }

  /** Tokens that end a turn. */
  int[] ends() {
    return ends;
  }

  /** Control tokens, which have no text and end nothing. */
  int[] silent() {
    return silent;
  }

  /**
   * The fewest tokens that write each suffix of {@code text}, whose chars are bytes; {@link
   * Term#ENDLESS} where none do.
   */
  int[] fewest(String text) {
    int[] fewest = new int[text.length() + 1];
    for (int from = text.length() - 1; from >= 0; from--) {
      fewest[from] = Term.ENDLESS;
      int node = 0;
      int end = nodes;
      int at = from;
      while (at < text.length() && node < end) {
        if (label(node) != text.charAt(at)) {
          node = next(node);
          continue;
        }
        at++;
        if (firstToken(node) < endToken(node)
            && bytes(token(firstToken(node))).length == at - from) {
          fewest[from] = Math.min(fewest[from], Term.plus(1, fewest[at]));
        }
        end = next(node);
        node++;
      }
    }
    return fewest;
  }
}
