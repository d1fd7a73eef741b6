package io.lethe.tokenizer;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what a file says about its vocabulary; {@link #build} checks it. One thread.
 *
 * <p>What a file leaves out gets the default of its model: without types all tokens are normal
 * except the ones named as special; without scores all are 0; {@link Addition}s are {@code BOS} and
 * {@code SPACE_PREFIX} for SentencePiece, {@code BOS} for {@code llama-bpe}, else none.
 */
public final class VocabularyBuilder {
  final Vocabulary.Model model;
  String[] tokens = {};
  List<String> merges = List.of();
  OptionalInt bos = OptionalInt.empty();
  OptionalInt eos = OptionalInt.empty();
  OptionalInt endOfTurn = OptionalInt.empty();
  OptionalInt unknown = OptionalInt.empty();
  private float @Nullable [] scores;
  private int @Nullable [] typeNumbers;
  private String pre = "default";
  private final Set<Addition> wanted = EnumSet.noneOf(Addition.class);
  private final Set<Addition> refused = EnumSet.noneOf(Addition.class);

  VocabularyBuilder(Vocabulary.Model model) {
    this.model = model;
  }

  /** The tokens in the order of their ids. */
  public VocabularyBuilder tokens(List<String> tokens) {
    this.tokens = tokens.toArray(String[]::new);
    return this;
  }

  /** One score per token; the highest is merged first. */
  public VocabularyBuilder scores(float[] scores) {
    this.scores = scores.clone();
    return this;
  }

  /** One GGUF type number per token, see {@link TokenType}. */
  public VocabularyBuilder types(int[] types) {
    this.typeNumbers = types.clone();
    return this;
  }

  /** The merges of byte pairs, first merged first: {@code "left right"}. */
  public VocabularyBuilder merges(List<String> merges) {
    this.merges = merges;
    return this;
  }

  /** The name of the pre-tokeniser; byte pairs only, SentencePiece has none. */
  public VocabularyBuilder pre(String name) {
    this.pre = name;
    return this;
  }

  /** The token that begins a sequence. */
  public VocabularyBuilder bos(int id) {
    this.bos = OptionalInt.of(id);
    return this;
  }

  /** The token that ends a sequence. */
  public VocabularyBuilder eos(int id) {
    this.eos = OptionalInt.of(id);
    return this;
  }

  /** The token that ends a turn. */
  public VocabularyBuilder endOfTurn(int id) {
    this.endOfTurn = OptionalInt.of(id);
    return this;
  }

  /** The token for what has no token. */
  public VocabularyBuilder unknown(int id) {
    this.unknown = OptionalInt.of(id);
    return this;
  }

  /** The file asks for {@code addition}. */
  public VocabularyBuilder with(Addition addition) {
    wanted.add(addition);
    refused.remove(addition);
    return this;
  }

  /** The file asks to leave {@code addition} out. */
  public VocabularyBuilder without(Addition addition) {
    refused.add(addition);
    wanted.remove(addition);
    return this;
  }

  /**
   * Checks what was gathered.
   *
   * @throws TokenizerException when it contradicts itself or asks for what is not here
   */
  public Vocabulary build() {
    if (tokens.length == 0) {
      throw new MalformedVocabularyException("no tokens", "at least one");
    }
    for (int id = 0; id < tokens.length; id++) {
      if (tokens[id].length() > Vocabulary.MAX_TOKEN_CHARS) {
        throw new MalformedVocabularyException(
            "token " + id + " of " + tokens[id].length() + " characters",
            "at most " + Vocabulary.MAX_TOKEN_CHARS);
      }
    }
    return new Vocabulary(this);
  }

  PreTokenizer preTokenizer() {
    return switch (model) {
      case BYTE_PAIRS -> PreTokenizer.named(pre);
      case SENTENCE_PIECES -> PreTokenizer.GPT_2;
    };
  }

  float[] scores() {
    float[] given = scores == null ? new float[tokens.length] : scores;
    requireOnePerToken("scores", given.length);
    return given;
  }

  TokenType[] types() {
    TokenType[] types = new TokenType[tokens.length];
    if (typeNumbers == null) {
      Arrays.setAll(types, this::guessedType);
    } else {
      int[] numbers = typeNumbers;
      requireOnePerToken("types", numbers.length);
      Arrays.setAll(types, id -> TokenType.numbered(numbers[id], id));
    }
    return types;
  }

  private TokenType guessedType(int id) {
    OptionalInt self = OptionalInt.of(id);
    if (self.equals(unknown)) {
      return TokenType.UNKNOWN;
    }
    if (self.equals(bos) || self.equals(eos) || self.equals(endOfTurn)) {
      return TokenType.CONTROL;
    }
    boolean isByte =
        model == Vocabulary.Model.SENTENCE_PIECES && ByteTokens.value(tokens[id]).isPresent();
    return isByte ? TokenType.BYTE : TokenType.NORMAL;
  }

  OptionalInt named(String name, OptionalInt id) {
    if (id.isPresent() && (id.getAsInt() < 0 || id.getAsInt() >= tokens.length)) {
      throw new MalformedVocabularyException(
          name + " token " + id.getAsInt(), "an id in [0, " + tokens.length + ")");
    }
    return id;
  }

  Set<Addition> additions(PreTokenizer preTokenizer) {
    if (wanted.contains(Addition.BOS) && bos.isEmpty()) {
      throw new MalformedVocabularyException(
          "a beginning-of-sequence token asked for and not named", "its id");
    }
    Set<Addition> additions = EnumSet.copyOf(wanted);
    additions.addAll(defaults(preTokenizer));
    additions.removeAll(refused);
    if (bos.isEmpty()) {
      additions.remove(Addition.BOS);
    }
    return Collections.unmodifiableSet(additions);
  }

  private Set<Addition> defaults(PreTokenizer preTokenizer) {
    return switch (model) {
      case SENTENCE_PIECES -> EnumSet.of(Addition.BOS, Addition.SPACE_PREFIX);
      case BYTE_PAIRS ->
          preTokenizer == PreTokenizer.LLAMA_BPE
              ? EnumSet.of(Addition.BOS)
              : EnumSet.noneOf(Addition.class);
    };
  }

  private void requireOnePerToken(String what, int count) {
    if (count != tokens.length) {
      throw new MalformedVocabularyException(
          count + " " + what + " for " + tokens.length + " tokens", "one for each");
    }
  }
}
