package io.lethe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kv.Holding;
import io.lethe.session.KvMap;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MapPictureTest {
  @Test
  void everyKindOfColumnHasACharacterOfItsOwn() {
    KvMap map =
        new KvMap(
            List.of(
                block(Holding.ADOPTED, KvMap.State.LIVE, 0, 4),
                block(Holding.SHARED, KvMap.State.LIVE, 4, 6),
                block(Holding.SOLE, KvMap.State.FORGOTTEN, 6, 9),
                block(Holding.SOLE, KvMap.State.LIVE, 12, 14)),
            32);
    assertThat(new MapPicture(map, Ink.PLAIN).lines())
        .startsWith(
            "8 columns live, 6 forgotten, 4 blocks of 32; a character is one column",
            "         0  ▒▒▒▒▓▓······██");
    assertThat(new MapPicture(map, Ink.COLOURED).lines().get(1))
        .contains("\033[36m▒\033[0m")
        .contains("\033[90m·\033[0m");
  }

  @Test
  void aLongSessionFitsIntoEightyColumnsAndFewRows() {
    KvMap map =
        new KvMap(
            List.of(
                block(Holding.SOLE, KvMap.State.LIVE, 2_000_000_000L, 2_000_001_001L),
                block(Holding.SOLE, KvMap.State.LIVE, 2_000_005_000L, 2_000_005_500L)),
            32);
    List<String> lines = new MapPicture(map, Ink.PLAIN).lines();
    assertThat(lines).hasSizeLessThan(18).allMatch(line -> line.length() <= 80);
    assertThat(String.join("", lines)).contains("partly forgotten").contains("▄");
  }

  @Test
  void anEmptySessionSaysSo() {
    assertThat(new MapPicture(new KvMap(List.of(), 32), Ink.PLAIN).lines())
        .containsExactly("No column yet.");
  }

  private static KvMap.Block block(Holding holding, KvMap.State state, long from, long to) {
    return new KvMap.Block(
        holding, LongStream.range(from, to).mapToObj(i -> new KvMap.Column(i, state)).toList());
  }
}
