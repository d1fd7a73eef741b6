package io.lethe.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StateChainTest {
  @Test
  void equalHistoriesHaveEqualNamesHoweverTheyWereCutIntoEvents() {
    assertThat(after(Samples.appended(1, 0, "a", 5, 6, 7), Samples.generated(2, 3, "b", 8, 9)))
        .isEqualTo(
            after(
                Samples.appended(9, 0, "other text", 5),
                Samples.generated(4, 1, "", 6, 7, 8),
                Samples.appended(5, 4, "x", 9)));
  }

  @Test
  void anyOtherTokenPositionOrDeletionGivesAnotherName() {
    Set<StateId> names = new HashSet<>();
    names.add(after());
    names.add(after(Samples.appended(1, 0, "", 5, 6)));
    names.add(after(Samples.appended(1, 0, "", 5, 7)));
    names.add(after(Samples.appended(1, 1, "", 5, 6)));
    names.add(after(Samples.appended(1, 0, "", 5), Samples.appended(2, 2, "", 6)));
    TraceEvent read = Samples.appended(1, 0, "", 5, 6, 7, 8);
    names.add(after(read, Samples.forgotten(0, 2)));
    names.add(after(read, Samples.forgotten(0, 3)));
    names.add(after(read, Samples.forgotten(1, 3)));
    names.add(after(read, new TraceEvent.Closed(List.of(new TracedSpan(0, 2)))));
    names.add(after(read, deleted(TraceEvent.Deleted.Kind.REDACT, OptionalDouble.empty(), 0, 2)));
    names.add(after(read, deleted(TraceEvent.Deleted.Kind.REPAIR, OptionalDouble.of(0.1), 0, 2)));
    names.add(after(read, deleted(TraceEvent.Deleted.Kind.REPAIR, OptionalDouble.of(0.2), 0, 2)));
    names.add(after(read, Samples.forgotten(0, 2), new TraceEvent.Truncated(3)));
    names.add(new StateChain(Samples.FINGERPRINT, "fast-1").head());
    names.add(new StateChain("00", "strict-1").head());
    assertThat(names).hasSize(15);
  }

  @Test
  void spansThatCoverTheSamePositionsAreTheSameDeletion() {
    TraceEvent read = Samples.appended(1, 0, "", 5, 6, 7, 8);
    assertThat(
            after(
                read,
                new TraceEvent.Closed(
                    List.of(new TracedSpan(2, 4), new TracedSpan(0, 2), new TracedSpan(1, 3)))))
        .isEqualTo(after(read, new TraceEvent.Closed(List.of(new TracedSpan(0, 4)))));
  }

  @Test
  void truncatingTokensThatNoDeletionFollowedTakesTheNameBack() {
    assertThat(
            after(
                Samples.appended(1, 0, "", 5, 6, 7),
                new TraceEvent.Truncated(1),
                Samples.appended(2, 1, "", 9)))
        .isEqualTo(after(Samples.appended(1, 0, "", 5, 9)));
    TraceEvent read = Samples.appended(1, 0, "", 5, 6, 7);
    assertThat(
            after(
                read,
                Samples.forgotten(0, 2),
                Samples.appended(2, 3, "", 8),
                new TraceEvent.Truncated(3)))
        .isEqualTo(after(read, Samples.forgotten(0, 2)));
  }

  @Test
  void namesOfEarlierLengthsAreKnownBackToTheLastDeletion() {
    StateChain chain = chain();
    StateId start = chain.head();
    chain.columns(0, TokenIds.of(5, 6, 7));
    StateId three = chain.head();
    chain.columns(3, TokenIds.of(8));
    assertThat(chain.at(0)).isEqualTo(start);
    assertThat(chain.at(3)).isEqualTo(three);
    chain.apply(Samples.forgotten(0, 1));
    assertThat(chain.oldest()).isEqualTo(4);
    assertThat(chain.at(4)).isEqualTo(chain.head());
    assertThatThrownBy(() -> chain.at(3)).hasMessage("found 3 as length, wanted 4 to 4");
    assertThatThrownBy(() -> chain.truncate(5)).hasMessage("found 5 as length, wanted 0 to 4");
  }

  @Test
  void aForkGoesOnByItself() {
    StateChain chain = chain();
    chain.columns(0, TokenIds.of(5, 6, 7));
    StateId before = chain.head();
    StateChain fork = chain.fork();
    fork.columns(3, TokenIds.of(8));
    assertThat(chain.head()).isEqualTo(before).isNotEqualTo(fork.head());
    chain.columns(3, TokenIds.of(8));
    assertThat(chain.head()).isEqualTo(fork.head());
  }

  @Test
  void namesAreTheDigestsThatAreDocumented() throws Exception {
    byte[] how = "strict-1".getBytes(StandardCharsets.UTF_8);
    byte[] start =
        digest(
            ByteBuffer.allocate(100)
                .put("lethe state 1\n".getBytes(StandardCharsets.UTF_8))
                .putInt(32)
                .put(HexFormat.of().parseHex(Samples.FINGERPRINT))
                .putInt(how.length)
                .put(how));
    byte[] column = digest(ByteBuffer.allocate(100).put(start).put((byte) 1).putLong(70).putInt(5));
    byte[] forget =
        digest(
            ByteBuffer.allocate(100).put(column).put((byte) 2).putInt(1).putLong(70).putLong(71));
    assertThat(after(Samples.appended(1, 70, "", 5), Samples.forgotten(70, 71)).bytes())
        .isEqualTo(forget);
  }

  private static byte[] digest(ByteBuffer bytes) throws Exception {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    sha.update(bytes.flip());
    return sha.digest();
  }

  private static TraceEvent deleted(
      TraceEvent.Deleted.Kind kind, OptionalDouble share, long start, long end) {
    return new TraceEvent.Deleted(
        kind, List.of(), List.of(new TracedSpan(start, end)), 1, "", "user", share);
  }

  private static StateChain chain() {
    return new StateChain(Samples.FINGERPRINT, "strict-1");
  }

  private static StateId after(TraceEvent... events) {
    StateChain chain = chain();
    for (TraceEvent event : events) {
      chain.apply(event);
    }
    return chain.head();
  }
}
