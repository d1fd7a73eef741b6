package io.lethe.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * SentencePiece: the characters of a whole text are joined pair by pair, the pair first whose token
 * has the highest score. A character without a token becomes the tokens of its bytes; without those
 * too, the unknown token, and without that nothing.
 *
 * <p>Spaces are written {@link #SPACE} inside. A {@code ▁} that a text itself holds would come back
 * as a space; it is written in bytes instead, so that every text comes back as it was. Its ids are
 * therefore not those of other programs.
 */
final class SentencePieces implements Segmenter {
  /** What a space is written as in a vocabulary. */
  static final char SPACE = '▁';

  /** Stands for a {@link #SPACE} of the text itself; alone, no well-formed text holds it. */
  private static final char QUOTED_SPACE = '\uD800';

  private final Vocabulary vocabulary;
  private final Map<String, Long> joins = new HashMap<>(); // what makes a piece, and its rank
  private final int[] byteIds = new int[256];
  private final boolean writesBytes;
  private int longest;

  SentencePieces(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    Arrays.fill(byteIds, MergeChain.NO_TOKEN);
    int[] ranks = ranks(vocabulary);
    for (int id = 0; id < vocabulary.size(); id++) {
      String text = vocabulary.text(id);
      switch (vocabulary.role(id)) {
        case PIECE -> {
          joins.putIfAbsent(text.replace(' ', SPACE), MergeChain.joined(ranks[id], id));
          longest = Math.max(longest, text.length());
        }
        case BYTE -> byteIds[byteValue(text, id)] = id;
        case LITERAL, MARKER, NONE -> {}
      }
    }
    writesBytes = Arrays.stream(byteIds).noneMatch(id -> id == MergeChain.NO_TOKEN);
  }

  private static int byteValue(String text, int id) {
    return ByteTokens.value(text)
        .orElseThrow(() ->
            new MalformedVocabularyException(
                "byte token " + id + " without a byte", "<0x00> to <0xFF>"));
  }

  /**
   * The place of each token in the order of merges, equal where scores are. Runs of spaces come
   * first, the shorter before the longer.
   */
  private static int[] ranks(Vocabulary vocabulary) {
    int runs = Vocabulary.MAX_TOKEN_CHARS + 1;
    float[] scores = new float[vocabulary.size()];
    for (int id = 0; id < scores.length; id++) {
      scores[id] = vocabulary.score(id) + 0f; // -0 and 0 are one score
    }
    float[] sorted = scores.clone();
    Arrays.sort(sorted);
    int[] ranks = new int[scores.length];
    for (int id = 0; id < ranks.length; id++) {
      ranks[id] =
          vocabulary.type(id) == TokenType.USER_DEFINED
              ? vocabulary.text(id).length()
              : runs + sorted.length - firstAbove(sorted, scores[id]);
    }
    return ranks;
  }

  private static int firstAbove(float[] sorted, float score) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Float.compare(sorted[middle], score) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public void segment(String text, int start, int end, Place place, IdList out) {
    String escaped = escaped(text, start, end, place);
    MergeChain chain = new MergeChain();
    int at = 0;
    while (at < escaped.length()) {
      int next = at + Character.charCount(escaped.codePointAt(at));
      Long piece = joins.get(escaped.substring(at, next));
      chain.add(piece == null ? MergeChain.NO_TOKEN : piece.intValue(), at);
      at = next;
    }
    chain.joinAll(escaped.length(), (c, left, right) -> join(escaped, c, left, right));
    for (int symbol = 0; chain.holds(symbol); symbol = chain.next(symbol)) {
      if (chain.symbol(symbol) == MergeChain.NO_TOKEN) {
        spell(escaped.codePointAt(chain.textStart(symbol)), out);
      } else {
        out.add(chain.symbol(symbol));
      }
    }
  }

  private String escaped(String text, int start, int end, Place place) {
    boolean prefixed =
        place == Place.OPENING && vocabulary.additions().contains(Addition.SPACE_PREFIX);
    String stretch = text.substring(start, end);
    String quoted = writesBytes ? stretch.replace(SPACE, QUOTED_SPACE) : stretch;
    return (prefixed ? " ".concat(quoted) : quoted).replace(' ', SPACE);
  }

  private long join(String escaped, MergeChain chain, int left, int right) {
    int start = chain.textStart(left);
    int end = chain.textEnd(right);
    if (end - start > longest) {
      return MergeChain.APART;
    }
    Long join = joins.get(escaped.substring(start, end));
    return join == null ? MergeChain.APART : join;
  }

  private void spell(int character, IdList out) {
    if (writesBytes) {
      Utf8.forEachByte(written(character), value -> out.add(byteIds[value]));
      return;
    }
    OptionalInt unknown = vocabulary.unknown();
    if (unknown.isPresent() && vocabulary.type(unknown.getAsInt()) == TokenType.UNKNOWN) {
      out.add(unknown.getAsInt());
    }
  }

  private static int written(int character) {
    return switch (character) {
      case QUOTED_SPACE -> SPACE;
      case SPACE -> ' ';
      default -> character;
    };
  }

  @Override
  public byte[] bytes(int id) {
    String text = vocabulary.text(id);
    if (vocabulary.role(id) == Role.BYTE) {
      return new byte[] {(byte) byteValue(text, id)};
    }
    return text.replace(SPACE, ' ').getBytes(StandardCharsets.UTF_8);
  }
}
