package io.lethe.tokenizer;

import java.util.List;
import java.util.OptionalInt;

/**
 * Byte-level byte pair encoding: within each stretch the pre-tokeniser cuts, the bytes of UTF-8 are
 * joined pair by pair in the order of the merges.
 *
 * <p>A byte that the vocabulary has no token for is left out, as in Hugging Face's tokenizers.
 * (SmolLM2 lacks six control characters, such as {@code U+0004}, and the first bytes of planes 4 to
 * 11, in which Unicode has no characters.)
 *
 * <p>A merge that would make a marker, or a token that never comes out of text, is not made: text
 * must not forge structure, whatever a file says.
 */
final class BytePairs implements Segmenter {
  private final Vocabulary vocabulary;
  private final PreTokenizer preTokenizer;
  private final int[] byteIds = new int[256];
  private final PairTable pairs;

  BytePairs(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.preTokenizer = vocabulary.preTokenizer();
    for (int b = 0; b < 256; b++) {
      OptionalInt id = vocabulary.id(String.valueOf(ByteAlphabet.letter(b)));
      boolean usable = id.isPresent() && vocabulary.role(id.getAsInt()) == Role.PIECE;
      byteIds[b] = usable ? id.getAsInt() : MergeChain.NO_TOKEN;
    }
    List<String> merges = vocabulary.merges();
    pairs = new PairTable(merges.size());
    for (int rank = 0; rank < merges.size(); rank++) {
      add(merges.get(rank), rank);
    }
  }

  private void add(String merge, int rank) {
    int space = merge.indexOf(' ', 1);
    if (space < 0 || space == merge.length() - 1) {
      throw new MalformedVocabularyException(
          "merge " + rank + " \"" + shown(merge) + "\"", "two tokens with a space between");
    }
    String left = merge.substring(0, space);
    String right = merge.substring(space + 1);
    int joined = required(left.concat(right), merge, rank);
    int leftId = required(left, merge, rank);
    int rightId = required(right, merge, rank);
    if (vocabulary.role(joined) == Role.PIECE) {
      pairs.putIfAbsent(leftId, rightId, MergeChain.joined(rank, joined));
    }
  }

  private int required(String token, String merge, int rank) {
    return vocabulary
        .id(token)
        .orElseThrow(() ->
            new MalformedVocabularyException(
                "merge " + rank + " \"" + shown(merge) + "\"",
                "one of tokens that exist, '" + shown(token) + "' does not"));
  }

  private static String shown(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }

  @Override
  public void segment(String text, int start, int end, Place place, IdList out) {
    MergeChain chain = new MergeChain();
    preTokenizer
        .scanner()
        .scan(text, start, end, (from, to) -> segment(text, from, to, chain, out));
  }

  private void segment(String text, int start, int end, MergeChain chain, IdList out) {
    if (preTokenizer.takesWholeStretches()) {
      OptionalInt whole = wholeToken(text, start, end);
      if (whole.isPresent()) {
        out.add(whole.getAsInt());
        return;
      }
    }
    chain.clear();
    Utf8.forEachByte(
        text,
        start,
        end,
        value -> {
          if (byteIds[value] != MergeChain.NO_TOKEN) {
            chain.add(byteIds[value], 0);
          }
        });
    chain.joinAll(0, (c, left, right) -> pairs.join(c.symbol(left), c.symbol(right)));
    for (int at = 0; chain.holds(at); at = chain.next(at)) {
      out.add(chain.symbol(at));
    }
  }

  private OptionalInt wholeToken(String text, int start, int end) {
    if (end - start > Vocabulary.MAX_TOKEN_CHARS) {
      return OptionalInt.empty();
    }
    StringBuilder letters = new StringBuilder(end - start);
    Utf8.forEachByte(text, start, end, value -> letters.append(ByteAlphabet.letter(value)));
    OptionalInt id = vocabulary.id(letters.toString());
    boolean usable = id.isPresent() && vocabulary.role(id.getAsInt()) == Role.PIECE;
    return usable ? id : OptionalInt.empty();
  }

  @Override
  public byte[] bytes(int id) {
    return ByteAlphabet.decode(vocabulary.text(id));
  }
}
