package io.lethe.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class GoldenIdsTest {
  static final List<String> PRE_TOKENIZERS = Golden.PRE_TOKENIZERS;
  static final List<String> SENTENCE_PIECES = Golden.SENTENCE_PIECES;

  @ParameterizedTest
  @FieldSource("PRE_TOKENIZERS")
  void bytePairsGiveTheIdsOfHuggingFace(String pre) {
    Golden golden = Golden.bytePairs();
    Tokenizer tokenizer = golden.withPre(pre);
    List<String> texts = golden.texts();
    assertThat(texts).hasSizeGreaterThan(100);
    for (int i = 0; i < texts.size(); i++) {
      assertThat(tokenizer.encode(texts.get(i)))
          .as("%s: plain <%s>", pre, texts.get(i))
          .isEqualTo(golden.ids(i, pre, "plain"));
      assertThat(tokenizer.encodeTemplate(texts.get(i)))
          .as("%s: template <%s>", pre, texts.get(i))
          .isEqualTo(golden.ids(i, pre, "template"));
    }
  }

  @ParameterizedTest
  @FieldSource("SENTENCE_PIECES")
  void piecesGiveTheIdsOfSentencePiece(String name) {
    Golden golden = Golden.sentencePieces(name);
    Tokenizer tokenizer = golden.pieces(name);
    List<String> texts = golden.texts();
    assertThat(texts).hasSizeGreaterThan(100);
    for (int i = 0; i < texts.size(); i++) {
      assertThat(tokenizer.encode(texts.get(i)))
          .as("%s: <%s>", name, texts.get(i))
          .isEqualTo(golden.ids(i));
    }
  }
}
