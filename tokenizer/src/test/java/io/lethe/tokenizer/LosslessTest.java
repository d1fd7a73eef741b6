package io.lethe.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LosslessTest {
  private static final String HARD =
      "  \n\t\r''sSlLdDtT12½Ⅷ<>|_éſ\u0301\u200D\u0000\u0007\u0085\u00A0\u3000▁東한हิ👩🗼𝔸\uFFFD\uFEFF";

  static List<Golden.Named> tokenizers() {
    return Golden.tokenizers();
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void everyCharacterComesBack(Golden.Named named) {
    StringBuilder all = new StringBuilder();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c += c < 0x3100 ? 1 : 37) {
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        String text = Character.toString(c);
        assertThat(roundTrip(named, text)).as("U+%X", c).isEqualTo(text);
        all.append(text);
      }
    }
    assertThat(roundTrip(named, all.toString())).isEqualTo(all.toString());
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void everyMixtureComesBack(Golden.Named named) {
    int[] hard = HARD.codePoints().toArray();
    for (int seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(40);
      for (int i = 0; i < length; i++) {
        text.appendCodePoint(hard[random.nextInt(hard.length)]);
      }
      assertThat(roundTrip(named, text.toString())).as("seed %d", seed).isEqualTo(text.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void streamedTextIsDecodedText(Golden.Named named) {
    Tokenizer tokenizer = named.tokenizer();
    for (int seed = 0; seed < 500; seed++) {
      int[] ids = new Random(seed).ints(30, 0, tokenizer.size()).toArray();
      StringBuilder streamed = new StringBuilder();
      StreamDecoder decoder = tokenizer.streamDecoder();
      for (int id : ids) {
        streamed.append(decoder.add(id));
      }
      streamed.append(decoder.flush());
      String decoded = tokenizer.decode(ids);
      assertThat(streamed.toString()).as("seed %d", seed).isIn(decoded, " " + decoded);
    }
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void surrogatesWithoutPartnersBecomeReplacements(Golden.Named named) {
    assertThat(roundTrip(named, "a\uD83Db\uDE00\uD83D\uDE00\uDE00\uD83D"))
        .isEqualTo("a\uFFFDb\uFFFD\uD83D\uDE00\uFFFD\uFFFD");
  }

  private static String roundTrip(Golden.Named named, String text) {
    return named.tokenizer().decode(named.tokenizer().encode(text));
  }
}
