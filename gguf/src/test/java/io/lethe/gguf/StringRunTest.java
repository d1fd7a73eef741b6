package io.lethe.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StringRunTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2031, 2032, 2039, 2040, 2041, 2048, 2049, 65_535, 65_536, 70_000})
  void readsAStringOfAnyLengthBetweenOthers(int length) {
    assertThatStringsSurvive(
        List.of("a", "é".repeat(length / 2) + "x".repeat(length % 2), "", "z"));
  }

  @Test
  void readsRunsOfManyWindows() {
    Random random = new Random(5);
    List<String> strings = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      String text = i % 500 == 0 ? "日本\uFFFD𝄞".repeat(random.nextInt(900)) : "t" + i;
      strings.add(text.repeat(random.nextInt(3)));
    }
    assertThatStringsSurvive(strings);
  }

  @Test
  void findsBrokenUtf8InAnyPlaceOfARun() {
    String[] strings = IntStream.range(0, 500).mapToObj(i -> "token" + i).toArray(String[]::new);
    for (int broken = 0; broken < 500; broken += 7) {
      GgufWriter writer = new GgufWriter().strings("tokens", strings);
      byte[] bytes = writer.toBytes();
      String field = "length of value tokens " + broken;
      int at =
          writer.fields().stream()
              .filter(f -> f.name().equals(field))
              .findFirst()
              .orElseThrow()
              .at();
      bytes[at + 8] = (byte) 0xFF;
      try (GgufFile file = GgufFile.open(GgufWriter.write(folder.resolve("m.gguf"), bytes))) {
        assertThatThrownBy(() -> file.metadata().strings("tokens"))
            .isInstanceOf(GgufException.Malformed.class)
            .hasMessageContaining("at byte " + at + ": found tokens with broken UTF-8");
      }
    }
  }

  /** Keys on both sides show that a run ends exactly where the next value begins. */
  private void assertThatStringsSurvive(List<String> strings) {
    Path path =
        new GgufWriter()
            .strings("tokens", strings.toArray(String[]::new))
            .string("after", "still here")
            .writeTo(folder.resolve("m.gguf"));
    try (GgufFile file = GgufFile.open(path)) {
      assertThat(file.metadata().strings("tokens")).isEqualTo(strings);
      assertThat(file.metadata().string("after")).isEqualTo("still here");
    }
  }
}
