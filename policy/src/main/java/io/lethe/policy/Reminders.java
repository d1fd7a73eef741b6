package io.lethe.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reminders that a client injected in earlier turns, as parts or inside messages and tool results.
 * One that carries a project's standing instructions stays: it is injected once and meant for good.
 */
public record Reminders() implements Policy {
  private static final Pattern STANDING =
      Pattern.compile(
          "(?i)claudeMd|\\b(CLAUDE|AGENTS?|GEMINI|CONVENTIONS)\\.md\\b|copilot-instructions"
              + "|\\.cursorrules|\\.windsurfrules");

  @Override
  public String name() {
    return "reminders";
  }

  @Override
  public List<Choice> choose(Transcript transcript) {
    List<Choice> choices = new ArrayList<>();
    for (Part part : transcript.choosable()) {
      String reason = "a reminder that was meant for turn " + part.turn();
      if (part.kind() == Kind.REMINDER) {
        if (!STANDING.matcher(part.text()).find()) {
          choices.add(Choice.whole(part, reason, this));
        }
      } else if (part.role() != Role.ASSISTANT) {
        List<Range> ranges =
            PartKinds.ranges(part, Kind.REMINDER).stream()
                .filter(range -> !STANDING.matcher(range.of(part.text())).find())
                .toList();
        Choice.some(part, ranges, reason, this).ifPresent(choices::add);
      }
    }
    return List.copyOf(choices);
  }
}
