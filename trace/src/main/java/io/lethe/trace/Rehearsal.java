package io.lethe.trace;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Writes and reads a made-up trace in memory, so that the first real one finds its classes loaded
 * and its loops compiled: in a fresh process that makes tens of milliseconds.
 */
final class Rehearsal {
  /** Enough for the hash of a step to be compiled. */
  private static final int TOKENS = 4000;

  private static final int BLOCKS = 100;
  private static final String HEX = "0123456789abcdef".repeat(4);
  private static final Path NOWHERE = Path.of("rehearsal");

  private Rehearsal() {}

  static void run() {
    TraceEvent.Opened opened =
        new TraceEvent.Opened("none", HEX, "none", "none", Settings.NONE.with("budget", 1));
    StateChain chain = new StateChain(opened.fingerprint(), opened.arithmetic());
    Ledger ledger = new Ledger();
    for (TraceEvent event : events(opened)) {
      TraceLine line = new TraceLine(ledger.events(), Instant.EPOCH, event, chain.head());
      byte[] bytes = LineCodec.encode(line);
      if (LineCodec.isWhole(bytes, bytes.length - 1)) {
        TraceEvent read = LineCodec.decode(NOWHERE, bytes, bytes.length - 1).event();
        ledger.enter(read);
        chain.apply(read);
      }
    }
  }

  private static List<TraceEvent> events(TraceEvent.Opened opened) {
    TokenIds tokens = TokenIds.of(new int[TOKENS]);
    TracedPart part = new TracedPart(0, PartRole.USER, PartKind.TEXT, "Hello", 0, 1);
    KeptBlock block = new KeptBlock(Optional.of(HEX), 1);
    return List.of(
        opened,
        new TraceEvent.Appended(0, List.of(part), 0, tokens),
        new TraceEvent.Generated(
            0,
            1,
            TOKENS,
            TokenIds.of(1),
            "Hello",
            Settings.NONE.with("temperature", 0.8).with("seed", 1),
            Optional.of(1),
            List.of(),
            "length"),
        new TraceEvent.Deleted(
            TraceEvent.Deleted.Kind.FORGET,
            List.of(0),
            List.of(new TracedSpan(1, 2)),
            1,
            "rehearsed",
            "nobody",
            OptionalDouble.empty()),
        new TraceEvent.Checkpoint(
            3,
            BLOCKS,
            HEX,
            Collections.nCopies(BLOCKS, block),
            List.of(new PositionRun(0, BLOCKS)),
            List.of(new HiddenColumns(1, 2, 0))));
  }
}
