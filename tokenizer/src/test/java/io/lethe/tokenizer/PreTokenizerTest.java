package io.lethe.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreTokenizerTest {
  @Test
  void gpt2KeepsNumbersTogetherAndContractionsSmall() {
    assertThat(cut("gpt-2", "it's I'LL 1234  x!?\n\n\ny"))
        .containsExactly("it", "'s", " I", "'", "LL", " 1234", " ", " x", "!?", "\n\n", "\n", "y");
  }

  @Test
  void smollmCutsOutEveryNumber() {
    assertThat(cut("smollm", "a 12½\n\n  3"))
        .containsExactly("a", " ", "1", "2", "½", "\n\n ", " ", "3");
  }

  @Test
  void qwen2KeepsNewlinesTogetherAndPunctuationWithWords() {
    assertThat(cut("qwen2", "I'LL (go)\n\n  \n 'ſ 12;\r\n  x"))
        .containsExactly(
            "I", "'LL", " (", "go", ")\n\n", "  \n", " '", "ſ", " ", "1", "2", ";\r\n", " ", " x");
  }

  @Test
  void llamaTakesThreeDigitsAtATime() {
    assertThat(cut("llama3", "12345 x\t\ty")).containsExactly("123", "45", " x", "\t", "\ty");
  }

  @Test
  void longSOfAContractionIsAnS() {
    assertThat(cut("qwen2", "it'ſo")).containsExactly("it", "'ſ", "o");
  }

  @Test
  void unknownNameIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> Vocabularies.bytePairs().as("gpt2").pre("tekken").build())
        .isInstanceOf(UnsupportedVocabularyException.class)
        .hasMessage(
            "vocabulary: unknown pre-tokenizer 'tekken', known are gpt-2, default, smollm, qwen2,"
                + " deepseek-r1-qwen, llama-bpe, llama3, llama-v3");
  }

  private static List<String> cut(String name, String text) {
    List<String> stretches = new ArrayList<>();
    PreTokenizer.named(name)
        .scanner()
        .scan(text, 0, text.length(), (start, end) -> stretches.add(text.substring(start, end)));
    return stretches;
  }
}
