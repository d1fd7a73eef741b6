package io.lethe.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class VocabularyTest {
  @Test
  void lengthsThatDifferAreRefusedWithBothNumbers() {
    assertMalformed(() -> three().types(new int[2]).build(), "2 types for 3 tokens");
    assertMalformed(() -> three().scores(new float[4]).build(), "4 scores for 3 tokens");
  }

  @Test
  void emptyVocabularyIsRefused() {
    assertMalformed(() -> Vocabulary.builder("llama").build(), "no tokens");
  }

  @Test
  void idsOutsideAreRefused() {
    assertMalformed(() -> three().bos(3).build(), "token 3, wanted an id in [0, 3)");
    assertMalformed(() -> three().eos(-1).build(), "token -1");
    assertMalformed(() -> three().types(new int[] {1, 7, 1}).build(), "type 7 of token 1");
  }

  @Test
  void tokensOfAbsurdLengthAreRefused() {
    assertMalformed(
        () -> Vocabulary.builder("gpt2").tokens(List.of("x".repeat(1025))).build(),
        "token 0 of 1025 characters");
  }

  @Test
  void mergesOfAbsentTokensAreRefusedByNumberAndName() {
    for (String merge : List.of("a z", "z a", "a b", "ab", " ", "", "a ", "a  b")) {
      VocabularyBuilder builder =
          Vocabulary.builder("gpt2").tokens(List.of("a", "b")).merges(List.of(merge));
      assertMalformed(() -> Tokenizer.of(builder.build()), "merge 0 \"" + merge + "\"");
    }
  }

  @Test
  void byteTokenWithoutAByteIsRefused() {
    assertMalformed(
        () -> Tokenizer.of(new Vocabularies().add("<0xZZ>", 6).as("llama").build()),
        "byte token 0");
  }

  @Test
  void beginningThatIsAskedForMustBeNamed() {
    assertMalformed(() -> three().with(Addition.BOS).build(), "beginning-of-sequence");
  }

  @Test
  void unknownModelIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> Vocabulary.builder("bert"))
        .isInstanceOf(TokenizerException.class)
        .hasMessage("vocabulary: unknown tokenizer model 'bert', known are gpt2, llama");
  }

  @Test
  void lowerIdOfEqualTokensCountsAndEmptyOnesNever() {
    Vocabulary vocabulary =
        Vocabulary.builder("gpt2").tokens(List.of("", "a", "a", "")).merges(List.of()).build();
    assertThat(vocabulary.id("a")).hasValue(1);
    assertThat(vocabulary.id("")).isEmpty();
    assertThat(Tokenizer.of(vocabulary).encode("aa")).containsExactly(1, 1);
  }

  @Test
  void earlierOfEqualMergesCounts() {
    Vocabularies made = Vocabularies.bytePairs().add("ab", 1).add("bc", 1);
    Tokenizer tokenizer =
        Tokenizer.of(made.as("gpt2").merges(List.of("a b", "b c", "a b")).build());
    assertThat(tokenizer.encode("abc")).containsExactly(256, 'c');
  }

  @Test
  void byteWithoutATokenIsLeftOut() {
    Tokenizer tokenizer = Tokenizer.of(Vocabulary.builder("gpt2").tokens(List.of("a")).build());
    assertThat(tokenizer.encode("abca")).containsExactly(0, 0);
  }

  @Test
  void beginningIsPutOnceAndOnlyWhereAsked() {
    Tokenizer asks = Tokenizer.of(three().bos(2).with(Addition.BOS).build());
    assertThat(asks.withBos(new int[] {1})).containsExactly(2, 1);
    assertThat(asks.withBos(new int[] {2, 1})).containsExactly(2, 1);
    assertThat(asks.withBos(new int[0])).containsExactly(2);
    Tokenizer silent = Tokenizer.of(three().bos(2).build());
    assertThat(silent.withBos(new int[] {1})).containsExactly(1);
  }

  @Test
  void additionsNotSpokenOfAreThoseOfTheModel() {
    assertThat(Vocabularies.sentencePieces().as("llama").bos(0).build().additions())
        .containsExactlyInAnyOrder(Addition.BOS, Addition.SPACE_PREFIX);
    assertThat(three().pre("llama-bpe").bos(0).build().additions()).containsExactly(Addition.BOS);
    assertThat(three().pre("llama-bpe").bos(0).without(Addition.BOS).build().additions()).isEmpty();
    assertThat(three().bos(0).build().additions()).isEmpty();
  }

  @Test
  void withoutTypesTheNamedTokensAreMarkers() {
    Vocabulary vocabulary =
        Vocabulary.builder("llama")
            .tokens(List.of("<unk>", "<s>", "</s>", "<0x00>", "s"))
            .unknown(0)
            .bos(1)
            .eos(2)
            .build();
    assertThat(vocabulary.type(0)).isEqualTo(TokenType.UNKNOWN);
    assertThat(vocabulary.type(1)).isEqualTo(TokenType.CONTROL);
    assertThat(vocabulary.type(3)).isEqualTo(TokenType.BYTE);
    Tokenizer tokenizer = Tokenizer.of(vocabulary);
    assertThat(tokenizer.encode("<s></s>")).doesNotContain(1, 2);
    assertThat(tokenizer.isEndOfGeneration(2)).isTrue();
  }

  @Test
  void vocabularyOfNoiseIsRefusedOrWorks() {
    String letters = "ab Ġ▁<0x>[]|\n";
    for (int seed = 0; seed < 3_000; seed++) {
      Random random = new Random(seed);
      List<String> tokens =
          Collections.nCopies(random.nextInt(30), "").stream()
              .map(empty -> noise(random, letters))
              .toList();
      VocabularyBuilder builder =
          Vocabulary.builder(random.nextBoolean() ? "gpt2" : "llama")
              .tokens(tokens)
              .types(random.ints(tokens.size(), 0, 7).toArray())
              .merges(Collections.nCopies(random.nextInt(2), noise(random, letters)))
              .bos(random.nextInt(8));
      try {
        Tokenizer tokenizer = Tokenizer.of(builder.build());
        for (String text : tokens) {
          int[] ids = tokenizer.encode(text + "a b");
          assertThat(Arrays.stream(ids))
              .as("seed %d", seed)
              .allMatch(id -> id >= 0 && id < tokenizer.size());
          tokenizer.decode(tokenizer.encodeTemplate(text + text));
        }
      } catch (TokenizerException refused) {
        assertThat(refused).as("seed %d", seed).hasMessageStartingWith("vocabulary: ");
      }
    }
  }

  private static String noise(Random random, String letters) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(5); length > 0; length--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  private static VocabularyBuilder three() {
    return Vocabulary.builder("gpt2").tokens(List.of("a", "b", "c"));
  }

  private static void assertMalformed(ThrowingCallable build, String message) {
    assertThatThrownBy(build)
        .isInstanceOf(MalformedVocabularyException.class)
        .hasMessageContaining(message);
  }
}
