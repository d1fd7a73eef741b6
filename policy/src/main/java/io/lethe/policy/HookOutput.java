package io.lethe.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * What hooks of a client printed in earlier turns, as parts or inside messages and tool results.
 * Lines that report a failure stay.
 */
public record HookOutput() implements Policy {
  @Override
  public String name() {
    return "hook-output";
  }

  @Override
  public List<Choice> choose(Transcript transcript) {
    List<Choice> choices = new ArrayList<>();
    for (Part part : transcript.choosable()) {
      List<Range> printed =
          part.kind() == Kind.HOOK_OUTPUT
              ? part.seen()
              : part.role() == Role.ASSISTANT
                  ? List.of()
                  : PartKinds.ranges(part, Kind.HOOK_OUTPUT);
      List<Range> failures =
          Line.of(part.text()).stream().filter(LogShape::notable).map(Line::range).toList();
      Choice.some(
              part,
              Range.without(printed, failures),
              "what a hook printed in turn %d and that reports no failure".formatted(part.turn()),
              this)
          .ifPresent(choices::add);
    }
    return List.copyOf(choices);
  }
}
