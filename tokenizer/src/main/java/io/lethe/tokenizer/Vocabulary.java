package io.lethe.tokenizer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The tokens of a model and how text becomes them, as a model's file states it. Checked when it is
 * built, immutable after, safe for use by many threads.
 *
 * <p>Two tokens with the same text: the lower id is the one that text becomes. A token with an
 * empty text is never the token of anything.
 */
public final class Vocabulary {
  /** A longer token is refused: it would let a file make the matching of every text slow. */
  static final int MAX_TOKEN_CHARS = 1024;

  /** The two ways to cut text into tokens. */
  public enum Model {
    /** Byte-level byte pair encoding; GGUF calls it {@code gpt2}. */
    BYTE_PAIRS,
    /** SentencePiece with merges ordered by score; GGUF calls it {@code llama}. */
    SENTENCE_PIECES
  }

  private final Model model;
  private final PreTokenizer preTokenizer;
  private final String[] tokens;
  private final float[] scores;
  private final TokenType[] types;
  private final Role[] roles;
  private final List<String> merges;
  private final Map<String, Integer> ids;
  private final Set<Addition> additions;
  private final OptionalInt bos;
  private final OptionalInt eos;
  private final OptionalInt endOfTurn;
  private final OptionalInt unknown;

  Vocabulary(VocabularyBuilder from) {
    model = from.model;
    preTokenizer = from.preTokenizer();
    tokens = from.tokens;
    scores = from.scores();
    types = from.types();
    merges = List.copyOf(from.merges);
    bos = from.named("beginning-of-sequence", from.bos);
    eos = from.named("end-of-sequence", from.eos);
    endOfTurn = from.named("end-of-turn", from.endOfTurn);
    unknown = from.named("unknown", from.unknown);
    additions = from.additions(preTokenizer);
    roles = new Role[tokens.length];
    Arrays.setAll(roles, id -> Role.of(tokens[id], types[id], model));
    ids = HashMap.newHashMap(tokens.length);
    for (int id = 0; id < tokens.length; id++) {
      ids.putIfAbsent(tokens[id], id);
    }
    ids.remove("");
  }

  /**
   * Starts a vocabulary.
   *
   * @param model GGUF's {@code tokenizer.ggml.model}: {@code gpt2} or {@code llama}
   * @throws UnsupportedVocabularyException for any other
   */
  public static VocabularyBuilder builder(String model) {
    return new VocabularyBuilder(
        switch (model) {
          case "gpt2" -> Model.BYTE_PAIRS;
          case "llama" -> Model.SENTENCE_PIECES;
          default ->
              throw new UnsupportedVocabularyException(
                  "tokenizer model", model, List.of("gpt2", "llama"));
        });
  }

  /** How text is cut. */
  public Model model() {
    return model;
  }

  /** The number of ids; valid ids are {@code [0, size)}. */
  public int size() {
    return tokens.length;
  }

  /** The token as the file writes it: escaped, not what it decodes to. */
  public String text(int id) {
    return tokens[id];
  }

  /** The type the file gives {@code id}. */
  public TokenType type(int id) {
    return types[id];
  }

  /** The id of the token that the file writes as {@code text}. */
  public OptionalInt id(String text) {
    Integer id = ids.get(text);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** The token that begins a sequence. */
  public OptionalInt bos() {
    return bos;
  }

  /** The token that ends a sequence. */
  public OptionalInt eos() {
    return eos;
  }

  /** The token that ends a turn, where the file names one beside {@link #eos}. */
  public OptionalInt endOfTurn() {
    return endOfTurn;
  }

  /** The token for what has no token. */
  public OptionalInt unknown() {
    return unknown;
  }

  /** What the model expects around text. */
  public Set<Addition> additions() {
    return additions;
  }

  PreTokenizer preTokenizer() {
    return preTokenizer;
  }

  float score(int id) {
    return scores[id];
  }

  Role role(int id) {
    return roles[id];
  }

  List<String> merges() {
    return merges;
  }
}
