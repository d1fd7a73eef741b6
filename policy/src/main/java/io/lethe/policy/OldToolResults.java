package io.lethe.policy;

import java.util.List;

/**
 * What tools answered, but for the last few answers that are still there.
 *
 * @param kept how many answers stay, 0 or more
 */
public record OldToolResults(int kept) implements Policy {
  public OldToolResults {
    if (kept < 0) {
      throw new IllegalArgumentException("0 or more tool results stay: found " + kept);
    }
  }

  @Override
  public String name() {
    return "old-tool-results";
  }

  @Override
  public List<Choice> choose(Transcript transcript) {
    List<Part> results =
        transcript.parts().stream()
            .filter(part -> part.role() == Role.TOOL && part.state() != State.FORGOTTEN)
            .filter(part -> part.kind() != Kind.REMINDER && part.kind() != Kind.HOOK_OUTPUT)
            .toList();
    List<Part> old = results.subList(0, Math.max(0, results.size() - kept));
    return transcript.choosable().stream()
        .filter(old::contains)
        .map(part ->
            Choice.whole(
                part,
                "a tool's answer of turn %d, before the last %d".formatted(part.turn(), kept),
                this))
        .toList();
  }
}
