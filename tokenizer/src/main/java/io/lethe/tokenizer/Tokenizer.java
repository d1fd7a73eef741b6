package io.lethe.tokenizer;

import java.util.OptionalInt;

/**
 * Turns text into the token ids of one vocabulary and back. Immutable, safe for use by many
 * threads.
 *
 * <p>A <em>marker</em> is a token that carries structure: every control token, every token known to
 * end a turn whatever its type, and every bracketed token that a model's makers added, such as
 * {@code <tool_call>} or {@code <think>} (HTML tags excepted). Markers come out of trusted text
 * only. Text of others that looks like a marker becomes ordinary pieces, which is where ids differ
 * from programs that recognise added tokens everywhere.
 *
 * <p>{@code decode(encode(text))} is {@code text}, except: a surrogate without its partner has no
 * UTF-8 and becomes {@code U+FFFD}; characters whose bytes a byte-level vocabulary lacks lose those
 * bytes; a SentencePiece vocabulary without byte tokens loses what it has no piece for.
 *
 * <p>Ids that are not in {@code [0, size)} are refused with {@link IndexOutOfBoundsException}.
 */
public interface Tokenizer {
  /**
   * A tokenizer for {@code vocabulary}. Takes time in proportion to its size.
   *
   * @throws TokenizerException when the vocabulary's merges or byte tokens make no sense
   */
  static Tokenizer of(Vocabulary vocabulary) {
    return new VocabularyTokenizer(vocabulary);
  }

  /** The vocabulary this tokenizer works with. */
  Vocabulary vocabulary();

  /**
   * The ids of {@code text} in which nothing is a marker: text that looks like one becomes ordinary
   * pieces.
   */
  int[] encode(String text);

  /**
   * The ids of a rendered chat template, all of it trusted: markers written in it are recognised.
   */
  int[] encodeTemplate(String text);

  /**
   * The ids of a rendered chat template in which some places are quoted from others: markers are
   * recognised outside of the quotes only. The ids are those of the text as a whole, so where no
   * quote holds a marker they are {@link #encodeTemplate(String)}'s.
   */
  int[] encodeTemplate(Prompt prompt);

  /**
   * The ids with which a sequence starts: {@code ids} with the beginning-of-sequence token in
   * front, if the vocabulary asks for it and they do not begin with it already (many templates
   * write it). For the first ids of a sequence only, not for what is appended later.
   */
  int[] withBos(int[] ids);

  /**
   * The bytes that {@code id} stands for; empty for control, unknown and unused tokens. Bytes of
   * several ids join to UTF-8.
   */
  byte[] bytes(int id);

  /**
   * The text of {@code ids}, the inverse of {@link #encode}: a space that was put in front is taken
   * away again, and bytes that are no UTF-8 become {@code U+FFFD}. For an answer that continues a
   * prompt use {@link #streamDecoder}.
   */
  String decode(int[] ids);

  /**
   * What to show a person for {@code id}: its text, for control tokens the way they are written.
   */
  String piece(int id);

  /** The id of the token that the vocabulary writes as {@code token}. */
  OptionalInt id(String token);

  /** The token that begins a sequence. */
  OptionalInt bos();

  /** The token that ends a sequence. */
  OptionalInt eos();

  /** Whether a model that writes {@code id} has finished its turn. */
  boolean isEndOfGeneration(int id);

  /** A decoder for ids that arrive one at a time. */
  default StreamDecoder streamDecoder() {
    return new StreamDecoder(this);
  }

  /** The number of ids; valid ids are {@code [0, size)}. */
  int size();
}
