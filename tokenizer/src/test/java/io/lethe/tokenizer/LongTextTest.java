package io.lethe.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A megabyte of each takes a fraction of a second; anything quadratic takes hours. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LongTextTest {
  private static final int CHARS = 1 << 20;

  static List<Golden.Named> tokenizers() {
    return Golden.tokenizers();
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void megabyteWithoutBreaksIsEncoded(Golden.Named named) {
    for (String unit : List.of("a", " ", "\n", " \n", "東", "7", "<|im_star", "\u0301")) {
      String text = unit.repeat(CHARS / unit.length());
      assertThat(named.tokenizer().decode(named.tokenizer().encode(text)).equals(text))
          .as("<%s> comes back", unit)
          .isTrue();
    }
  }
}
