package io.lethe.history;

import io.lethe.session.GivenTurn;
import io.lethe.session.Piece;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole history as what a session has to read of it. Immutable.
 *
 * @param turns answered ones; every turn sees all that came before it
 * @param unanswered what came after the last answer
 */
public record Given(List<GivenTurn> turns, List<Piece> unanswered) {
  public Given {
    turns = List.copyOf(turns);
    unanswered = List.copyOf(unanswered);
  }

  /**
   * The turns of a history that nobody knows yet. What messages say of their visibility is left
   * out.
   *
   * @param tools that the model is told of
   * @throws HistoryException.Contradiction if a message holds what its role cannot say, or the
   *     parameters of a tool are no JSON object
   */
  public static Given of(ToolFormat format, List<Tool> tools, List<Message> messages) {
    Script script = new Script(format, 0, 0);
    Pieces.telling(format, tools).ifPresent(script::prepend);
    List<Script.Turn> read = script.write(messages, 0);
    List<GivenTurn> turns = new ArrayList<>();
    for (Script.Turn turn : read.subList(0, read.size() - 1)) {
      turns.add(
          new GivenTurn(
              List.of(), GivenTurn.Holes.STAY, turn.pieces(), turn.answer().orElseThrow()));
    }
    return new Given(turns, read.getLast().pieces());
  }
}
