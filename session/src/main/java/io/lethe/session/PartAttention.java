package io.lethe.session;

import io.lethe.engine.EngineException;
import io.lethe.engine.ReceivedAttention;
import io.lethe.policy.AttentionMass;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How much attention the parts of a session receive from what it reads next: the sum over a part's
 * live tokens. Measured when a policy first asks, once, on the columns as they are then; nothing is
 * measured where there is no room for it. For one moment, in the thread that uses the session.
 *
 * <p>The query is the end of what is read next: there stand the question and the opening of the
 * answer, the tokens from which the model looks for what it needs (Li et al. 2024, SnapKV).
 */
final class PartAttention implements AttentionMass {
  /** The most tokens of a query: what measuring adds to a turn. */
  static final int MOST_TOKENS = 64;

  private final Session session;
  private final SessionState state;
  private final int[] query;
  private @Nullable AttentionMass measured;

  /**
   * @param incoming the tokens that are read next, at least one
   */
  PartAttention(Session session, SessionState state, int[] incoming) {
    int from = Math.max(0, incoming.length - MOST_TOKENS);
    this.session = session;
    this.state = state;
    this.query = Arrays.copyOfRange(incoming, from, incoming.length);
  }

  @Override
  public Optional<Double> of(int partId) {
    AttentionMass known = measured;
    if (known == null) {
      known = measure();
      measured = known;
    }
    return known.of(partId);
  }

  private AttentionMass measure() {
    ReceivedAttention attention;
    try {
      attention = session.use(tokens -> tokens.attention(query));
    } catch (EngineException.ContextFull e) {
      // Other policies are there to make room; that one has nothing to go by stops no turn.
      System.getLogger(Session.class.getName())
          .log(System.Logger.Level.WARNING, "attention is not measured: " + e.getMessage());
      return NONE;
    }
    return id -> state.part(id).map(part -> attention.in(PolicyView.live(part, state.timeline())));
  }
}
