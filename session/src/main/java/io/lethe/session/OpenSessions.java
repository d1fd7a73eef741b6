package io.lethe.session;

import io.lethe.engine.Engine;
import io.lethe.engine.Relief;
import io.lethe.engine.TokenSession;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The sessions that are open: those that were not used for longest make room for others, and any of
 * them lends its first columns to one that begins with the same tokens. Safe for many threads.
 */
final class OpenSessions implements Relief {
  private final Engine engine;
  private final WriteBehind kept;
  private final Set<Session> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong uses = new AtomicLong();

  OpenSessions(Engine engine, WriteBehind kept) {
    this.engine = engine;
    this.kept = kept;
  }

  void add(Session session) {
    open.add(session);
  }

  void remove(Session session) {
    open.remove(session);
  }

  /** A number that is larger at each call. */
  long nextUse() {
    return uses.incrementAndGet();
  }

  @Override
  public void free(long columns) {
    // What is on its way to the disk holds blocks that nobody else may need any more.
    kept.flush();
    record Candidate(Session session, long lastUse) {}
    List<Candidate> idle =
        open.stream()
            .map(session -> new Candidate(session, session.lastUse()))
            .sorted(Comparator.comparingLong(Candidate::lastUse))
            .toList();
    for (Candidate candidate : idle) {
      if (engine.freeColumns() >= columns) {
        return;
      }
      candidate.session().suspendIfIdle();
    }
  }

  /**
   * Columns of the longest beginning of {@code tokens} that an idle session has computed, a block
   * at least; one token is left over, as its logits are wanted. The caller's to close.
   */
  Optional<TokenSession> sharing(int[] tokens, long firstPosition) {
    Optional<TokenSession> best = Optional.empty();
    int length = engine.pool().slots() - 1;
    for (Session session : open) {
      Optional<TokenSession> longer =
          session.lend(tokens, tokens.length - 1, firstPosition, length + 1);
      if (longer.isPresent()) {
        best.ifPresent(TokenSession::close);
        best = longer;
        length = longer.get().length();
      }
    }
    return best;
  }
}
