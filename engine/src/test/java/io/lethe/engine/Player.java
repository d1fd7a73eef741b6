package io.lethe.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Does steps to a session and to a ledger, and notes what each step came to. */
final class Player implements AutoCloseable {
  private TokenSession session;
  final Ledger ledger;
  final Seen seen;
  final List<String> log;

  Player(TokenSession session) {
    this(session, new Ledger(session.nextPosition()), new Seen(), List.of());
  }

  private Player(TokenSession session, Ledger ledger, Seen seen, List<String> log) {
    this.session = session;
    this.ledger = ledger;
    this.seen = seen;
    this.log = new ArrayList<>(log);
  }

  Player fork() {
    return new Player(session.fork(), ledger.copy(), seen.copy(), log);
  }

  TokenSession session() {
    return session;
  }

  /** Goes on with another session in the same state. */
  void goOnWith(TokenSession other) {
    session = other;
  }

  void play(List<Step> steps) {
    steps.forEach(this::play);
  }

  void play(Step step) {
    int before = ledger.length();
    switch (step) {
      case Step.Read(int[] tokens) -> {
        ledger.read(tokens);
        int[][] bits = Bits.read(session, tokens);
        IntStream.range(0, bits.length).forEach(i -> seen.put(before + i, bits[i]));
      }
      case Step.Write(int token, int count) -> {
        session.append(new int[] {token});
        session.generate(
            GenerationRequest.greedy(count)
                .withEndOfGeneration(GenerationRequest.EndOfGeneration.GOES_ON),
            GenerationListener.SILENT);
        int[] all = session.tokens();
        ledger.read(Arrays.copyOfRange(all, before, all.length));
      }
      case Step.Forget(var spans) -> {
        session.forget(spans);
        ledger.forget(spans);
      }
      case Step.Redact(var spans) -> {
        session.redact(spans);
        dropSeenFrom(ledger.firstIn(spans));
        ledger.redact(spans);
      }
      case Step.Repair(var spans, double share) -> {
        session.repair(spans, share);
        ledger.forget(spans);
      }
      case Step.Close(var spans) -> {
        session.close(spans);
        ledger.forget(spans);
        ledger.close(spans);
      }
      case Step.Truncate(int length) -> {
        session.truncate(length);
        ledger.truncate(length);
        seen.dropFrom(length);
      }
      case Step.Skip(int count) -> {
        session.skip(count);
        ledger.skip(count);
      }
    }
    note(step);
  }

  /** What logits were once is not what those of a column would be that was computed again. */
  private void dropSeenFrom(long position) {
    seen.dropFrom(
        IntStream.range(0, ledger.length())
            .filter(i -> ledger.position(i) >= position)
            .findFirst()
            .orElse(ledger.length()));
  }

  /** Lets sessions of one engine read together. */
  static void readTogether(List<Player> players, List<Step.Read> reads) {
    SessionBatch batch = new SessionBatch(players.getFirst().session.engine());
    for (int i = 0; i < players.size(); i++) {
      batch.add(players.get(i).session, reads.get(i).tokens());
    }
    batch.run();
    for (int i = 0; i < players.size(); i++) {
      players.get(i).ledger.read(reads.get(i).tokens());
      players.get(i).note(reads.get(i));
    }
  }

  private void note(Step step) {
    int logits =
        step instanceof Step.Read
            ? Arrays.hashCode(Bits.of(session, session.logits(), 0))
            : Arrays.hashCode(session.tokens());
    log.add(step.getClass().getSimpleName() + " " + State.of(session) + " " + logits);
  }

  @Override
  public void close() {
    session.close();
  }
}
