package io.lethe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lethe.kv.Span;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Laws 1 and 6 for the deletions that others get wrong, against a mask over all columns. */
@ParameterizedClass
@FieldSource("io.lethe.engine.Specimen#TINY")
class DeletionTest {
  private static final int READ = 100;

  /** What is deleted together; between two of them more is read. */
  record Deletion(String name, List<List<Span>> deletions) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Deletion> DELETIONS =
      List.of(
          new Deletion(
              "two in the middle one after the other", List.of(spans(10, 20), spans(50, 60))),
          new Deletion("the later one first", List.of(spans(50, 60), spans(10, 20))),
          new Deletion("across block borders", List.of(spans(30, 97))),
          new Deletion("a whole block", List.of(spans(32, 64))),
          new Deletion("all but the last of a block", List.of(spans(32, 63), spans(63, 64))),
          new Deletion("position zero", List.of(spans(0, 1))),
          new Deletion("the first blocks", List.of(spans(0, 70))),
          new Deletion("all but one", List.of(spans(0, 99))),
          new Deletion("the end", List.of(spans(90, 100))),
          new Deletion("beyond the end", List.of(spans(90, 300))),
          new Deletion("overlapping at once", List.of(spans(10, 30, 20, 40))),
          new Deletion("overlapping later", List.of(spans(10, 30), spans(20, 40))),
          new Deletion("adjacent at once", List.of(spans(20, 30, 10, 20))),
          new Deletion("adjacent later", List.of(spans(10, 20), spans(20, 30))),
          new Deletion("already forgotten", List.of(spans(10, 30), spans(10, 30), spans(12, 15))),
          new Deletion("inside out", List.of(spans(40, 50), spans(30, 60), spans(5, 90))),
          new Deletion("empty", List.of(spans(50, 50))),
          new Deletion("empty beside another", List.of(spans(50, 50, 20, 21))),
          new Deletion("nothing", List.of(spans())),
          new Deletion("what was read after the first", List.of(spans(10, 20), spans(99, 103))));

  private static List<Span> spans(long... bounds) {
    return IntStream.range(0, bounds.length / 2)
        .mapToObj(i -> new Span(bounds[2 * i], bounds[2 * i + 1]))
        .toList();
  }

  private final Specimen specimen;
  private final Engine engine;

  DeletionTest(Specimen specimen) {
    this.specimen = specimen;
    this.engine = specimen.engine();
  }

  @AfterEach
  void allColumnsAreGivenBack() {
    assertThat(engine.pool().usedBlocks()).isZero();
  }

  private Player read() {
    Player player = new Player(engine.newSession());
    player.play(new Step.Read(specimen.ids(1, READ)));
    return player;
  }

  @ParameterizedTest
  @FieldSource("DELETIONS")
  void deletedColumnsAreAsMaskedOnesAndPositionsCountOn(Deletion deletion) {
    try (Player player = read();
        TokenSession masked = engine.newSession()) {
      for (List<Span> spans : deletion.deletions()) {
        player.play(new Step.Forget(spans));
        player.play(new Step.Read(specimen.ids(2, 5)));
      }
      int length = READ + 5 * deletion.deletions().size();
      assertThat(player.session().nextPosition()).isEqualTo(length);
      for (int i = 0; i < length; i++) {
        assertThat(player.session().position(i)).isEqualTo(i);
      }
      Seen seen = new Seen();
      player.ledger.readAtOnce(masked, player.seen, seen);
      assertThat(seen.inOrder()).isDeepEqualTo(player.seen.inOrder());
      assertThat(State.of(player.session())).isEqualTo(State.of(masked));
    }
  }

  @Test
  void spansThatTouchOrOverlapAreOneSpan() {
    try (Player once = read();
        Player overlapping = read();
        Player adjacent = read()) {
      once.play(new Step.Forget(spans(10, 70)));
      overlapping.play(new Step.Forget(spans(30, 70, 10, 40, 35, 36)));
      adjacent.play(new Step.Forget(spans(10, 32)));
      adjacent.play(new Step.Forget(spans(33, 70)));
      adjacent.play(new Step.Forget(spans(32, 33)));
      assertThat(State.of(overlapping.session()))
          .isEqualTo(State.of(once.session()))
          .isEqualTo(State.of(adjacent.session()));
      int[] then = specimen.ids(3, 6);
      int[][] wanted = Bits.read(once.session(), then);
      assertThat(Bits.read(overlapping.session(), then)).isDeepEqualTo(wanted);
      assertThat(Bits.read(adjacent.session(), then)).isDeepEqualTo(wanted);
    }
  }

  @Test
  void deletingTheEndIsTruncatingAndGoingOnAtTheOldPosition() {
    try (Player forgotten = read();
        Player truncated = read()) {
      forgotten.session().forget(spans(70, 100));
      truncated.session().truncate(70);
      truncated.session().skip(30);
      assertThat(State.of(forgotten.session())).isEqualTo(State.of(truncated.session()));
      int[] then = specimen.ids(3, 6);
      assertThat(Bits.read(forgotten.session(), then))
          .isDeepEqualTo(Bits.read(truncated.session(), then));
    }
  }

  @Test
  void deletingEverythingIsRefusedHoweverItIsSaidAndChangesNothing() {
    try (Player touched = read();
        Player untouched = read()) {
      for (List<Span> all :
          List.of(spans(0, READ), spans(0, 9000), spans(40, READ, 0, 50), spans(50, READ, 0, 50))) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> touched.session().forget(all))
            .withMessageContaining("all 100 columns");
      }
      assertThat(touched.session().logits()).isEqualTo(untouched.session().logits());
      assertThat(State.of(touched.session())).isEqualTo(State.of(untouched.session()));
      touched.session().forget(spans(0, 99));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> touched.session().forget(spans(99, 100)))
          .withMessageContaining("all 1 columns");
      assertThat(touched.session().forget(spans(0, 99))).isZero();
    }
  }

  @Test
  void noKeyOrValueOfAKeptColumnMoves() {
    try (Player player = read()) {
      byte[][] before = digests(player.session());
      player.session().forget(spans(3, 5, 40, 45));
      byte[][] after = digests(player.session());
      for (int c = 0; c < READ; c++) {
        assertThat(after[c]).as("column %d", c).isEqualTo(before[c]);
      }
    }
  }

  private static byte[][] digests(TokenSession session) {
    session.sequence().makeWritable(IntStream.range(0, READ).toArray()); // no digest is remembered
    return IntStream.range(0, READ)
        .mapToObj(session.sequence()::columnDigest)
        .map(digest -> Arrays.copyOf(digest, digest.length))
        .toArray(byte[][]::new);
  }
}
