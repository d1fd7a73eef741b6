package io.lethe.policy;

import static io.lethe.policy.Samples.assistant;
import static io.lethe.policy.Samples.tool;
import static io.lethe.policy.Samples.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecallTest {
  private final Recall recall =
      Recall.of(
          List.of(
              user(1, 0, "The deploy window is Thursday 06:30 UTC."),
              tool(
                      2,
                      0,
                      Kind.FILE_READ,
                      "int parseHttpHeader(byte[] raw_bytes) {\n  return v2;\n}\n")
                  .forgotten(),
              assistant(3, 0, "Parsing failed because of naïve splitting; see INC-30417."),
              tool(4, 1, Kind.LOG, "checkout failed twice\ndisk 97% full\n").forgotten(),
              user(5, 2, "配置文件在哪里? Wo liegt die Größe?")));

  @AfterEach
  void close() {
    recall.close();
  }

  private List<Integer> found(String words) {
    return recall.search(words, 10).stream().map(Hit::partId).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "parseHttpHeader, 2",
    "parse http header, 2",
    "raw_bytes, 2",
    "BYTES, 2",
    "v2, 2",
    "thursdays, 1",
    "deploying, 1",
    "naive, 3",
    "inc-30417, 3",
    "30417, 3",
    "Grosse, 5",
    "配置, 5",
    "check, 4",
    "depl, 1"
  })
  void wordsOfProseAndOfCodeAreFound(String words, int part) {
    assertThat(found(words)).contains(part);
    assertThat(found(words + " ")).hasSizeLessThanOrEqualTo(found(words).size());
  }

  @Test
  void theFirstPartThatHasMostOfTheWordsComesFirst() {
    assertThat(found("when is the deploy window").getFirst()).isEqualTo(1);
  }

  @Test
  void forgottenPartsComeBeforeThoseTheModelSees() {
    assertThat(found("failed")).containsExactly(4, 3);
    assertThat(recall.search("failed", 1)).extracting(Hit::state).containsExactly(State.FORGOTTEN);
  }

  @Test
  void onlyTheLastWordMayBeUnfinished() {
    assertThat(found("checko")).containsExactly(4);
    assertThat(found("checko twenty")).isEmpty();
    assertThat(found("checko ")).isEmpty();
  }

  @Test
  void whatIsAddedLaterIsFoundAndANewStateReplacesTheOld() {
    recall.add(user(9, 3, "zebra crossing"));
    assertThat(found("zebra")).containsExactly(9);
    recall.add(user(9, 3, "zebra crossing").forgotten());
    assertThat(recall.search("zebra", 5))
        .singleElement()
        .extracting(Hit::state)
        .isEqualTo(State.FORGOTTEN);
  }

  @Test
  void theSnippetShowsTheLineAndMarksTheWords() {
    String log =
        "x".repeat(50) + " boring\n".repeat(40) + "the checkout failed at 14:05\nmore\n".repeat(2);
    recall.add(tool(9, 3, Kind.LOG, log).forgotten());
    Snippet snippet =
        recall.search("checkout at", 9).stream()
            .filter(hit -> hit.partId() == 9)
            .findFirst()
            .orElseThrow()
            .snippet();
    assertThat(snippet.marked("[", "]"))
        .startsWith("…the [checkout] failed [at] 14:05 more the [checkout]");
    assertThat(snippet.text().length()).isLessThanOrEqualTo(162);
  }

  @Test
  void everyMarkedWordIsOneThatWasLookedFor() {
    recall.add(user(9, 3, "😀😀 ".repeat(70) + "kiwi 😀 kiwis"));
    Snippet snippet = recall.search("kiwi", 1).getFirst().snippet();
    assertThat(snippet.words())
        .hasSize(2)
        .allSatisfy(word -> assertThat(word.of(snippet.text())).startsWith("kiwi"));
  }

  @Test
  void aSearchWithoutWordsFindsNothingAndOneForNothingIsRefused() {
    assertThat(found("")).isEmpty();
    assertThat(found(" \t?!*\"(( ")).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> recall.search("x", 0))
        .withMessageContaining("found limit 0");
  }

  @Test
  void noSearchEverFails() {
    SplittableRandom random = new SplittableRandom(20261121);
    String pieces = "ab*?\"()[]{}~^:\\/+-&|! \u0000\n\ud83d\ude00é配AND OR NOT'<>_9\u202e";
    for (int round = 0; round < 3_000; round++) {
      StringBuilder words = new StringBuilder();
      for (int length = random.nextInt(40); length > 0; length--) {
        words.append(
            random.nextInt(4) == 0
                ? (char) random.nextInt(0x10000)
                : pieces.charAt(random.nextInt(pieces.length())));
      }
      assertThat(recall.search(words.toString(), 3))
          .as("seed 20261121, %s", words)
          .hasSizeLessThan(4);
    }
    assertThat(recall.search("word ".repeat(100_000) + "x".repeat(70_000), 3)).isEmpty();
    assertThat(recall.search(distinct(5_000), 3)).hasSizeLessThan(4);
  }

  private static String distinct(int words) {
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < words; at++) {
      text.append("q").append(Integer.toString(at, 36)).append("q ");
    }
    return text.toString();
  }
}
