package io.lethe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StopStringsTest {
  @Test
  void aStopStringAcrossPiecesIsFoundAndNothingOfItShows() {
    StopStrings stops = new StopStrings(List.of("\nUser:"));
    assertThat(stops.add("Yes.\nU")).isEqualTo("Yes.");
    assertThat(stops.add("se")).isEmpty();
    assertThat(stops.add("r: more")).isEmpty();
    assertThat(stops.isReached()).isTrue();
    assertThat(stops.add("and more")).isEmpty();
    assertThat(stops.flush()).isEmpty();
  }

  @Test
  void whatTurnsOutToBeNoStopStringIsShown() {
    StopStrings stops = new StopStrings(List.of("END"));
    assertThat(stops.add("E")).isEmpty();
    assertThat(stops.add("N")).isEmpty();
    assertThat(stops.add("E")).isEqualTo("EN");
    assertThat(stops.flush()).isEqualTo("E");
    assertThat(stops.isReached()).isFalse();
  }

  @Test
  void theEarliestOfSeveralCounts() {
    StopStrings stops = new StopStrings(List.of("cd", "b"));
    assertThat(stops.add("abcd")).isEqualTo("a");
  }

  @Test
  void howATextIsCutIntoPiecesMakesNoDifference() {
    SplittableRandom random = new SplittableRandom(13);
    for (int round = 0; round < 3000; round++) {
      String text = text(random, random.nextInt(20));
      List<String> strings =
          List.of(text(random, 1 + random.nextInt(4)), text(random, 1 + random.nextInt(4)));
      StopStrings stops = new StopStrings(strings);
      StringBuilder shown = new StringBuilder();
      for (int at = 0; at < text.length() && !stops.isReached(); ) {
        int end = Math.min(text.length(), at + 1 + random.nextInt(4));
        shown.append(stops.add(text.substring(at, end)));
        at = end;
      }
      shown.append(stops.flush());

      int first =
          strings.stream()
              .mapToInt(text::indexOf)
              .filter(at -> at >= 0)
              .min()
              .orElse(text.length());
      // Of two that end at different pieces, the one complete first counts, wherever it starts.
      assertThat(shown.toString())
          .as("seed 13, round %d: '%s' with %s", round, text, strings)
          .satisfies(seen -> assertThat(text).startsWith(seen))
          .hasSizeGreaterThanOrEqualTo(first)
          .satisfies(seen -> assertThat(stops.isReached()).isEqualTo(first < text.length()));
      strings.forEach(string -> assertThat(shown.toString()).doesNotContain(string));
    }
  }

  private static String text(SplittableRandom random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(2)));
    }
    return text.toString();
  }
}
