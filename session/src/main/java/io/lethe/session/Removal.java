package io.lethe.session;

import io.lethe.engine.TokenSession;
import io.lethe.trace.TokenIds;
import io.lethe.trace.TraceEvent;
import io.lethe.trace.TraceEvent.Deleted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Deletes what events name, and writes them down. For the thread that uses the session. */
record Removal(Session session, SessionState state, Rendering rendering) {
  /**
   * @param events one or more
   */
  List<Deletion> carryOut(List<Deleted> events, TokenSession tokens) {
    int had = state.deletions().size();
    endAnswer(tokens);
    List<TraceEvent> done = new ArrayList<>();
    try {
      for (Deleted event : events) {
        Forgetting.carryOut(event, tokens);
        done.add(event);
      }
    } finally {
      if (!done.isEmpty()) { // also those before one that failed: their columns are gone
        session.record(done.toArray(TraceEvent[]::new));
      }
    }
    Forgetting.moveTogether(tokens);
    List<Deletion> all = state.deletions();
    return all.subList(had, all.size());
  }

  /**
   * Reads the marker that ends an answer, if the model was stopped before it wrote it: an answer
   * that a client brings always has it, and what is deleted between turns is to be deleted behind
   * it in both. Without room for it the deletion goes first.
   */
  private void endAnswer(TokenSession tokens) {
    Optional<Integer> end =
        state.isAnswered() && state.endMarker().isEmpty()
            ? rendering.endOfAnswer()
            : Optional.empty();
    if (end.isPresent() && session.engine().freeColumns() > 0) {
      long position = tokens.nextPosition();
      int[] marker = {end.get()};
      tokens.append(marker);
      session.record(
          new TraceEvent.Appended(state.turn(), List.of(), position, TokenIds.of(marker)));
    }
  }
}
