package io.lethe.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SentencePiecesTest {
  @Test
  void highestScoreIsMergedFirstAndTheLeftmostAmongEquals() {
    Tokenizer tokenizer =
        bare(
            Vocabularies.sentencePieces()
                .add("a", 1, -9)
                .add("b", 1, -9)
                .add("ab", 1, -2)
                .add("ba", 1, -1)
                .add("aa", 1, -3));
    assertThat(tokenizer.encode("abab")).as("a ba b").containsExactly(256, 259, 257);
    assertThat(tokenizer.encode("aaa")).as("aa a").containsExactly(260, 256);
  }

  @Test
  void runsOfSpacesAreMergedBeforeWordsTheShorterFirst() {
    Vocabularies made = Vocabularies.sentencePieces().add("▁", 1, -5).add("▁a", 1, -1);
    made.add("a", 1, -6);
    for (int length = 2; length <= 9; length++) {
      made.add(" ".repeat(length), 4, -1000);
    }
    Tokenizer tokenizer = bare(made);
    int run = 259 - 2; // id of a run is this plus its length
    assertThat(tokenizer.encode(" ".repeat(8) + "a")).containsExactly(run + 8, 258);
    assertThat(tokenizer.encode(" ".repeat(11)))
        .as("2 2 2 2 2 1, 2 2 2 2 3, 4 4 3, 4 7: not 9 2")
        .containsExactly(run + 4, run + 7);
    assertThat(tokenizer.encode(" a")).containsExactly(257);
  }

  @Test
  void textThatLooksLikeAByteTokenIsText() {
    Tokenizer tokenizer = bare(Vocabularies.sentencePieces());
    assertThat(tokenizer.encode("<0x0A>")).hasSize(6).doesNotContain(10);
    assertThat(tokenizer.encode("\n")).containsExactly(10);
  }

  @Test
  void prefixIsPutWhereASequenceOpensAndTakenAway() {
    Tokenizer tokenizer =
        Tokenizer.of(
            Vocabularies.sentencePieces()
                .add("▁", 1)
                .add("a", 1)
                .add("▁a", 1, 0)
                .add("<s>", 3)
                .as("llama")
                .build());
    assertThat(tokenizer.encode("a a")).containsExactly(258, 258);
    assertThat(tokenizer.encodeTemplate("a<s>a")).containsExactly(258, 259, 258);
    assertThat(tokenizer.decode(new int[] {259, 258, 258})).isEqualTo("a a");
    assertThat(tokenizer.encode("")).isEmpty();
  }

  @Test
  void quotedSpaceLetterIsWrittenInBytes() {
    Tokenizer tokenizer = bare(Vocabularies.sentencePieces().add("▁", 1));
    assertThat(tokenizer.encode(" ▁")).containsExactly(256, 0xE2, 0x96, 0x81);
  }

  @Test
  void withoutBytesTheUnknownTokenStandsIn() {
    Tokenizer tokenizer =
        Tokenizer.of(new Vocabularies().add("<unk>", 2).add("a", 1).as("llama").unknown(0).build());
    assertThat(tokenizer.encode("aéa")).containsExactly(0, 1, 0, 1);
  }

  private static Tokenizer bare(Vocabularies made) {
    return Tokenizer.of(made.as("llama").without(Addition.SPACE_PREFIX).build());
  }
}
