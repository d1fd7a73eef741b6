package io.lethe.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lethe.history.Given;
import io.lethe.history.ToolFormat;
import io.lethe.tokenizer.template.ChatTemplate;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostileRecordingTest {
  private static final ToolFormat FORMAT =
      ToolFormat.of(
          ChatTemplate.parse(
              "plain",
              "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}<assistant>"));

  private static final List<String> SPLINTERS =
      List.of(
          "null",
          "[]",
          "{}",
          "\"\"",
          "1e999",
          "-0",
          "\"\\ud800\"",
          "true",
          ",",
          "\"type\":",
          "\"role\":\"tool\",",
          "\"parentUuid\":\"u3\",",
          "\"uuid\":\"u1\",",
          "\"content\":[[[]]],",
          "\n",
          "]",
          "}",
          "\u0000",
          "\\");

  static List<String> examples() {
    return Examples.ALL;
  }

  @ParameterizedTest
  @MethodSource("examples")
  void whateverIsChangedInAFileItIsReadOrRefusedAndNothingElse(String name) {
    String whole = Examples.text(name);
    int refused = 0;
    for (int seed = 0; seed < 150; seed++) {
      String text = changed(whole, new Random(seed));
      for (Optional<Format> format :
          List.of(Optional.<Format>empty(), Optional.of(List.of(Format.values()).get(seed % 4)))) {
        try {
          Recording recording = RecordingReader.read(name, text, format);
          Given given = Given.of(FORMAT, recording.tools(), recording.messages());
          assertThat(given.turns().size()).as("seed %d", seed).isLessThan(100);
        } catch (RecordingException e) {
          refused++;
          assertThat(e.getMessage())
              .as("seed %d", seed)
              .startsWith(name + ": found ")
              .hasSizeLessThan(2000);
        } catch (RuntimeException e) {
          throw new AssertionError("seed " + seed + " of " + name, e);
        }
      }
    }
    assertThat(refused).isBetween(1, 299);
  }

  private static String changed(String text, Random random) {
    StringBuilder changed = new StringBuilder(text);
    for (int i = random.nextInt(6); i >= 0; i--) {
      int at = random.nextInt(changed.length());
      int end =
          Math.min(changed.length(), at + random.nextInt(random.nextInt(40) == 0 ? 4000 : 30));
      switch (random.nextInt(4)) {
        case 0 -> changed.delete(at, end);
        case 1 -> changed.insert(at, changed.substring(at, end));
        case 2 -> changed.insert(at, SPLINTERS.get(random.nextInt(SPLINTERS.size())));
        default -> {
          int value = changed.indexOf(":", at);
          if (value >= 0) {
            changed.insert(value + 1, SPLINTERS.get(random.nextInt(SPLINTERS.size())) + ",");
          }
        }
      }
    }
    return changed.toString();
  }

  @Test
  void depthsAndCountsHaveBounds() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    assertThatExceptionOfType(RecordingException.TooLarge.class)
        .isThrownBy(() -> RecordingReader.read("deep", deep, Optional.empty()));
    String many = "[" + "{\"role\":\"user\",\"content\":\"a\"},".repeat(100_001) + "1]";
    assertThatExceptionOfType(RecordingException.TooLarge.class)
        .isThrownBy(() -> RecordingReader.read("many", many, Optional.empty()))
        .withMessage("many: found more than 100000 messages, wanted 100000 at most");
    String empty = ("[" + "[],".repeat(999) + "[]]\n").repeat(4100) + "{}";
    assertThatExceptionOfType(RecordingException.TooLarge.class)
        .isThrownBy(() -> RecordingReader.read("empty", empty, Optional.empty()));
  }

  @Test
  void kindsThatAFileInventsAreCountedTogetherBeyondABound() {
    StringBuilder text = new StringBuilder("[{\"role\":\"user\",\"content\":[");
    for (int i = 0; i < 500; i++) {
      text.append("{\"type\":\"<b>").append(i).append("\"},");
    }
    text.append("{\"type\":\"text\",\"text\":\"Hello\"}]}]");
    Recording recording =
        RecordingReader.read("kinds", text.toString(), Optional.of(Format.OPENAI));
    assertThat(recording.leftOut())
        .hasSize(51)
        .containsEntry("other things", 450)
        .containsKey("blocks of type ?b?0");
  }

  @Test
  void halvesOfCharactersAreReplaced() {
    Recording recording =
        RecordingReader.read(
            "half",
            "[{\"role\":\"user\",\"content\":\"a\\ud800b\\ud83d\\ude00\"}]",
            Optional.empty());
    assertThat(recording.messages().getFirst().blocks())
        .hasToString(
            "[Text[text=a\uFFFDb\uD83D\uDE00, visibility="
                + io.lethe.history.Visibility.ALWAYS
                + "]]");
  }
}
