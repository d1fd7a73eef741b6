package io.lethe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lethe.kv.KvSequence;
import io.lethe.kv.Span;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/** Repairing is between forgetting and redacting. */
@ParameterizedClass
@FieldSource("io.lethe.engine.Specimen#ALL")
class RepairTest {
  private static final List<Span> SPANS = List.of(new Span(20, 26), new Span(30, 40));

  private final Engine engine;
  private final int[] ids;
  private final int[] then;

  RepairTest(Specimen specimen) {
    this.engine = specimen.engine();
    this.ids = specimen.ids();
    this.then = specimen.ids(4, 8);
  }

  private TokenSession read() {
    TokenSession session = engine.newSession();
    session.append(ids);
    return session;
  }

  private void assertSame(TokenSession found, TokenSession wanted) {
    assertThat(State.of(found)).isEqualTo(State.of(wanted));
    assertThat(Bits.read(found, then)).isDeepEqualTo(Bits.read(wanted, then));
  }

  @Test
  void repairingEverythingIsRedacting() {
    try (TokenSession repaired = read();
        TokenSession redacted = read()) {
      assertThat(repaired.repair(SPANS, 1)).isEqualTo(16);
      redacted.redact(SPANS);
      assertSame(repaired, redacted);
    }
  }

  @Test
  void repairingNothingIsForgetting() {
    try (TokenSession repaired = read();
        TokenSession forgotten = read()) {
      assertThat(repaired.repair(SPANS, 0)).isEqualTo(16);
      forgotten.forget(SPANS);
      assertSame(repaired, forgotten);
    }
  }

  @Test
  void aShareOutsideOfZeroToOneIsRefused() {
    try (TokenSession session = read()) {
      for (double share : new double[] {-0.1, 1.1, Double.NaN}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> session.repair(SPANS, share))
            .withMessage("found a share of " + share + ", wanted 0 to 1");
      }
      assertThat(session.liveColumns()).isEqualTo(ids.length);
    }
  }

  /** The live columns behind the start of the spans. */
  private static int[] later(KvSequence sequence) {
    return IntStream.range(20, sequence.columns()).filter(sequence::isLive).toArray();
  }

  /**
   * The share of the later columns that lie furthest from where redacting puts them, in the first
   * layer that depends on what a token sees.
   */
  private static Set<Integer> furthest(TokenSession forgotten, TokenSession redacted, int count) {
    KvSequence is = forgotten.sequence();
    KvSequence shall = redacted.sequence();
    Comparator<Integer> distance =
        Comparator.comparingDouble(c ->
            ColumnFloats.squaredDistance(
                    ColumnFloats.keys(is, c, 1), ColumnFloats.keys(shall, c, 1))
                + ColumnFloats.squaredDistance(
                    ColumnFloats.values(is, c, 1), ColumnFloats.values(shall, c, 1)));
    return Arrays.stream(later(is))
        .boxed()
        .sorted(distance.reversed().thenComparing(c -> c))
        .limit(count)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<Integer> changed(TokenSession one, TokenSession other) {
    return IntStream.range(0, one.sequence().columns())
        .filter(one.sequence()::isLive)
        .filter(
            c -> !Arrays.equals(one.sequence().columnDigest(c), other.sequence().columnDigest(c)))
        .boxed()
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void aLargerShareComputesMoreColumnsAndAlwaysThoseThatDriftedMost() {
    try (TokenSession forgotten = read();
        TokenSession redacted = read()) {
      forgotten.forget(SPANS);
      redacted.redact(SPANS);
      int later = later(forgotten.sequence()).length;
      assertThat(later).isEqualTo(ids.length - 20 - 16);
      int before = 0;
      for (double share : new double[] {0.01, 0.1, 0.16, 0.5, 0.75, 1}) {
        try (TokenSession repaired = read()) {
          repaired.repair(SPANS, share);
          int count = (int) Math.ceil(share * later);
          assertThat(count).isGreaterThan(before);
          before = count;
          assertThat(changed(repaired, forgotten))
              .as("share %s", share)
              .isEqualTo(furthest(forgotten, redacted, count));
        }
      }
    }
  }

  @Test
  void repairingWhatWasForgottenComputesAsManyColumnsAsRepairingAtOnce() {
    try (TokenSession late = read();
        TokenSession once = read()) {
      late.forget(SPANS);
      assertThat(late.repair(SPANS, 0.3)).isZero();
      once.repair(SPANS, 0.3);
      assertSame(late, once);
    }
  }
}
