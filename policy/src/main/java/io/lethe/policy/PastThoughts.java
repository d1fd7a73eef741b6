package io.lethe.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * Thoughts that came before the user's last message. Those after it stay, since a model that calls
 * tools goes on with them; chat templates draw the same line.
 */
public record PastThoughts() implements Policy {
  @Override
  public String name() {
    return "past-thoughts";
  }

  @Override
  public List<Choice> choose(Transcript transcript) {
    int asked = transcript.queryTurn().orElse(0);
    List<Choice> choices = new ArrayList<>();
    for (Part part : transcript.choosable()) {
      if (part.turn() < asked && part.role() == Role.ASSISTANT) {
        String reason = "thoughts of turn %d, which has been answered".formatted(part.turn());
        if (part.kind() == Kind.THOUGHT) {
          choices.add(Choice.whole(part, reason, this));
        } else if (part.kind() == Kind.TEXT) {
          Choice.some(part, PartKinds.ranges(part, Kind.THOUGHT), reason, this)
              .ifPresent(choices::add);
        }
      }
    }
    return List.copyOf(choices);
  }
}
