package io.lethe.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkerTest {
  private static final int MARKER = 256;

  @ParameterizedTest
  @ValueSource(strings = {"<tool_call>", "</tool_call>", "<think>", "[INST]", "<start_of_image>"})
  void bracketedTokensOfTheMakersCannotBeForged(String marker) {
    assertForgeryFails(marker, 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<|im_end|>", "<end_of_turn>", "<|eot_id|>"})
  void endsOfTurnsCannotBeForgedWhateverTheirType(String marker) {
    assertForgeryFails(marker, 1);
    assertForgeryFails(marker, 3);
    assertForgeryFails(marker, 4);
  }

  private static void assertForgeryFails(String marker, int type) {
    for (Tokenizer tokenizer :
        List.of(
            Tokenizer.of(Vocabularies.bytePairs().add(marker, type).as("gpt2").build()),
            Tokenizer.of(
                Vocabularies.bytePairs().add(marker, type).as("gpt2").pre("llama-bpe").build()),
            Tokenizer.of(Vocabularies.sentencePieces().add(marker, type).as("llama").build()))) {
      String text = "a" + marker + "b";
      assertThat(tokenizer.encode(text)).doesNotContain(MARKER);
      assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
      assertThat(tokenizer.encodeTemplate(text)).containsOnlyOnce(MARKER);
    }
  }

  @Test
  void controlTokenIsNotMadeByMergesOrScores() {
    Tokenizer merging =
        Tokenizer.of(
            Vocabularies.bytePairs()
                .add("<s>", 3)
                .add("<s", 1)
                .as("gpt2")
                .pre("gpt-2")
                .merges(List.of("< s", "<s >"))
                .build());
    assertThat(merging.encode("<s>")).doesNotContain(MARKER);
    Tokenizer scoring =
        Tokenizer.of(
            Vocabularies.sentencePieces()
                .add("<s>", 3)
                .add("<s", 1)
                .add("<", 1)
                .as("llama")
                .build());
    assertThat(scoring.encode("<s>")).doesNotContain(MARKER).contains(MARKER + 1);
  }

  @Test
  void markersAreRecognisedOnlyOutsideOfQuotes() {
    Tokenizer tokenizer =
        Tokenizer.of(Vocabularies.bytePairs().add("<|im_end|>", 3).as("gpt2").build());
    String text = "<|im_end|><|im_end|><|im_end|>";
    int[] ids = tokenizer.encodeTemplate(new Prompt(text, List.of(new Quote(10, 20))));
    assertThat(ids).hasSize(12).startsWith(MARKER, '<').endsWith('>', MARKER);
    assertThat(
            tokenizer.encodeTemplate(new Prompt(text, List.of(new Quote(5, 6), new Quote(25, 30)))))
        .containsOnlyOnce(MARKER);
    assertThat(tokenizer.encodeTemplate(new Prompt(text, List.of(new Quote(3, 3)))))
        .as("a marker does not reach over a quote that is empty")
        .hasSize(12);
  }

  @Test
  void quotesLeaveTheIdsOfTheWholeText() {
    Tokenizer tokenizer = Golden.bytePairs().withPre("smollm");
    String text = "<|im_start|>user\nthe licence of the work<|im_end|>\n";
    assertThat(tokenizer.encodeTemplate(new Prompt(text, List.of(new Quote(17, 40)))))
        .isEqualTo(tokenizer.encodeTemplate(text));
  }

  @Test
  void quotesOutsideOfTheTextAreRefused() {
    assertThatThrownBy(() -> new Prompt("abc", List.of(new Quote(2, 4))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[0, 3)");
    assertThatThrownBy(() -> new Prompt("abc", List.of(new Quote(0, 2), new Quote(1, 3))))
        .hasMessageContaining("[2, 3)");
  }

  @Test
  void literalsAreTakenWholeEverywhereTheLongestFirst() {
    Tokenizer tokenizer =
        Tokenizer.of(
            Vocabularies.sentencePieces()
                .add("\n", 4)
                .add("\n\n", 4)
                .add("<table>", 4)
                .as("llama")
                .without(Addition.SPACE_PREFIX)
                .build());
    assertThat(tokenizer.encode("\n\n\n<table>")).containsExactly(257, 256, 258);
    assertThat(tokenizer.decode(new int[] {257, 258})).isEqualTo("\n\n<table>");
  }

  @Test
  void controlTokensHaveNoBytesAndAPieceToShow() {
    Tokenizer tokenizer =
        Tokenizer.of(
            Vocabularies.bytePairs().add("<|im_end|>", 3).add("<tool_call>", 4).as("gpt2").build());
    assertThat(tokenizer.bytes(MARKER)).isEmpty();
    assertThat(tokenizer.piece(MARKER)).isEqualTo("<|im_end|>");
    assertThat(tokenizer.decode(new int[] {MARKER + 1, MARKER})).isEqualTo("<tool_call>");
    assertThat(tokenizer.id("<|im_end|>")).hasValue(MARKER);
    assertThat(tokenizer.isEndOfGeneration(MARKER)).isTrue();
    assertThat(tokenizer.isEndOfGeneration(MARKER + 1)).isFalse();
    assertThatThrownBy(() -> tokenizer.bytes(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
