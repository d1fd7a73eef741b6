package io.lethe.trace;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/** Events for tests. */
final class Samples {
  static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-21T12:00:00.123456Z"), ZoneOffset.UTC);
  static final String FINGERPRINT = "0123456789abcdef".repeat(4);

  private Samples() {}

  static TraceEvent.Opened opened() {
    return new TraceEvent.Opened(
        "SmolLM2",
        FINGERPRINT,
        "strict-1",
        "chatml",
        Settings.NONE
            .with("first_position", 0)
            .with("policy", "reminders")
            .with("share", 0.5)
            .with("pinned", Settings.Value.Flag.TRUE));
  }

  static TraceEvent.Appended appended(int part, long first, String text, int... tokens) {
    return new TraceEvent.Appended(
        1,
        List.of(new TracedPart(part, PartRole.USER, PartKind.TEXT, text, 0, tokens.length)),
        first,
        TokenIds.of(tokens));
  }

  static TraceEvent.Generated generated(int part, long first, String text, int... tokens) {
    return new TraceEvent.Generated(
        1,
        part,
        first,
        TokenIds.of(tokens),
        text,
        Settings.NONE.with("temperature", 0.8).with("top_k", 40).with("seed", -7),
        Optional.of(64),
        List.of("\n\n", "END"),
        "stop_token");
  }

  static TraceEvent.Deleted forgotten(long start, long end) {
    return new TraceEvent.Deleted(
        TraceEvent.Deleted.Kind.FORGET,
        List.of(),
        List.of(new TracedSpan(start, end)),
        2,
        "read again later",
        "superseded-reads",
        OptionalDouble.empty());
  }

  /** One event of every kind, as they may follow each other. */
  static List<TraceEvent> every() {
    return List.of(
        opened(),
        new TraceEvent.Appended(
            1,
            List.of(
                new TracedPart(1, PartRole.SYSTEM, PartKind.SYSTEM, "Be brief.", 1, 4),
                new TracedPart(
                    2,
                    PartRole.TOOL,
                    PartKind.FILE_READ,
                    Optional.of("src/Läuse.java"),
                    "a\n\t\"\\ \u0000\u001b[2J 🦊 \ud800 end",
                    5,
                    8)),
            100,
            TokenIds.of(1, 2, 3, 4, 5, 6, 7, 8, 9)),
        generated(3, 109, "Yes.", 10, 11, 2),
        forgotten(101, 104),
        new TraceEvent.Deleted(
            TraceEvent.Deleted.Kind.REDACT,
            List.of(2),
            List.of(new TracedSpan(105, 107), new TracedSpan(107, 108)),
            2,
            "",
            "user",
            OptionalDouble.empty()),
        appended(4, 112, "more", 20, 21, 22),
        new TraceEvent.Deleted(
            TraceEvent.Deleted.Kind.REPAIR,
            List.of(4),
            List.of(new TracedSpan(112, 113)),
            3,
            "asked to",
            "model",
            OptionalDouble.of(0.15)),
        new TraceEvent.Closed(List.of(new TracedSpan(101, 104))),
        new TraceEvent.Pinned(1, TraceEvent.Pinned.Pin.PINNED),
        new TraceEvent.Pinned(1, TraceEvent.Pinned.Pin.UNPINNED),
        new TraceEvent.Forked("other", 8),
        new TraceEvent.Truncated(14),
        appended(5, 111, "again", 30),
        new TraceEvent.Recalled(5, 2),
        new TraceEvent.Checkpoint(
            12,
            15,
            "ab".repeat(32),
            List.of(
                new KeptBlock(Optional.of("cd".repeat(32)), 8), new KeptBlock(Optional.empty(), 7)),
            List.of(new PositionRun(100, 10), new PositionRun(200, 5)),
            List.of(new HiddenColumns(1, 4, 112), new HiddenColumns(8, 15, 115))));
  }

  /** An event that may follow {@code number - 1} others made in this way. */
  static TraceEvent random(Random random, int number, long[] position) {
    long first = position[0] + random.nextInt(3);
    int[] tokens = random.ints(1 + random.nextInt(40), 0, 50_000).toArray();
    return switch (random.nextInt(6)) {
      case 0, 1 -> {
        position[0] = first + tokens.length;
        yield appended(number, first, "text " + random.nextLong(), tokens);
      }
      case 2, 3 -> {
        position[0] = first + tokens.length;
        yield generated(number, first, "text " + random.nextLong(), tokens);
      }
      case 4 -> forgotten(random.nextInt(50), 50 + random.nextInt(50));
      default -> new TraceEvent.Truncated(0);
    };
  }
}
