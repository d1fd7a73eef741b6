package io.lethe.session;

import io.lethe.engine.EngineException;
import io.lethe.kv.Span;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * Closes holes before positions pass those that a model was trained for. For the thread that uses
 * the session.
 */
record Closing(Session session, SessionState state) {
  /**
   * The holes to be closed before tokens are read: all or none.
   *
   * @param incoming how many tokens are to be read
   * @param trained positions
   */
  static List<Span> due(SessionState state, SessionOptions options, int incoming, int trained) {
    long reached = state.timeline().nextPosition() - options.firstPosition() + incoming;
    return switch (options.reach()) {
      case TRAINED -> reached > trained ? PolicyView.holes(state) : List.of();
      case UNLIMITED -> List.of();
    };
  }

  /**
   * Closes what is due; where columns are shared and there is no room for copies, positions go on.
   */
  void before(int incoming) {
    int trained = session.engine().trainedPositions();
    try {
      session.close(due(state, session.options(), incoming, trained));
    } catch (EngineException.ContextFull full) {
      System.getLogger(Closing.class.getName())
          .log(Level.WARNING, "no room to close the holes of session " + session.name(), full);
    }
  }
}
