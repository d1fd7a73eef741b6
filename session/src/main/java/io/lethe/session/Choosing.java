package io.lethe.session;

import io.lethe.policy.Choice;
import io.lethe.policy.Policies;
import io.lethe.policy.Policy;
import java.util.List;
import java.util.OptionalLong;

/**
 * Who chooses what a session forgets.
 *
 * @param policies names for {@link Policies#parse}
 * @param budget the most columns; absent: policies are asked at every turn
 */
record Choosing(String policies, OptionalLong budget) {
  Choosing {
    Policies.known().parse(policies);
  }

  /**
   * What is to go before pieces are read.
   *
   * @param incoming the tokens that they come to
   */
  List<Choice> choose(Session session, SessionState state, List<Piece> pieces, int[] incoming) {
    List<Policy> asked = Policies.with(new PartAttention(session, state, incoming)).parse(policies);
    if (asked.isEmpty() || state.turn() == 0) {
      return List.of();
    }
    return new PolicyView(state, session.columns()).choose(asked, budget, pieces, incoming.length);
  }
}
