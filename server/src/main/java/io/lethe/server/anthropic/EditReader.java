package io.lethe.server.anthropic;

import io.lethe.history.ContextEdit;
import io.lethe.history.ContextEdit.ClearThinking;
import io.lethe.history.ContextEdit.ClearToolUses;
import io.lethe.history.ContextEdit.Inputs;
import io.lethe.history.ContextEdit.Trigger;
import io.lethe.server.wire.Field;
import io.lethe.server.wire.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What {@code context_management} asks for. Immutable.
 *
 * @param edits in the order in which they are listed
 * @param ignored what is not done, in sentences
 */
record EditReader(List<ContextEdit> edits, List<String> ignored) {
  static final String CLEAR_TOOL_USES = "clear_tool_uses_20250919";
  static final String CLEAR_THINKING = "clear_thinking_20251015";
  private static final String COMPACT = "compact_20260112";

  // What Anthropic documents where a field is absent.
  private static final long TRIGGER_TOKENS = 100_000;
  private static final int KEPT_USES = 3;
  private static final int KEPT_THINKING_TURNS = 1;

  static EditReader read(Fields body) {
    List<ContextEdit> edits = new ArrayList<>();
    List<String> ignored = new ArrayList<>();
    for (Field each :
        body.object("context_management")
            .map(management -> management.elements("edits"))
            .orElse(List.of())) {
      Fields edit = each.object();
      Field type = edit.required("type");
      switch (type.text()) {
        case CLEAR_TOOL_USES -> edits.add(toolUses(edit));
        case CLEAR_THINKING -> edits.add(new ClearThinking(keptTurns(edit)));
        // A client that asks for it as a precaution is better served without it than refused.
        case COMPACT ->
            ignored.add(
                each.path() + ": " + COMPACT + " is not done here; what was read stays readable");
        default -> throw type.wrong(CLEAR_TOOL_USES + " or " + CLEAR_THINKING);
      }
    }
    return new EditReader(List.copyOf(edits), List.copyOf(ignored));
  }

  private static ContextEdit toolUses(Fields edit) {
    Optional<Field> inputs = edit.field("clear_tool_inputs");
    boolean named = inputs.isPresent() && inputs.get().isArray();
    return new ClearToolUses(
        edit.object("trigger")
            .map(EditReader::trigger)
            .orElse(new Trigger(Trigger.Unit.INPUT_TOKENS, TRIGGER_TOKENS)),
        edit.object("keep").map(keep -> amount(keep, "tool_uses")).orElse(KEPT_USES),
        edit.object("clear_at_least").map(least -> amount(least, "input_tokens")).orElse(0),
        names(edit.elements("exclude_tools")),
        !named && edit.isTrue("clear_tool_inputs") ? Inputs.CLEARED : Inputs.KEPT,
        named ? names(edit.elements("clear_tool_inputs")) : Set.of());
  }

  private static Set<String> names(List<Field> fields) {
    return fields.stream().map(Field::text).collect(Collectors.toUnmodifiableSet());
  }

  private static Trigger trigger(Fields trigger) {
    Field type = trigger.required("type");
    long value = trigger.required("value").integer(0, Long.MAX_VALUE);
    return switch (type.text()) {
      case "input_tokens" -> new Trigger(Trigger.Unit.INPUT_TOKENS, value);
      case "tool_uses" -> new Trigger(Trigger.Unit.TOOL_USES, value);
      default -> throw type.wrong("input_tokens or tool_uses");
    };
  }

  private static int amount(Fields amount, String unit) {
    amount.required("type");
    amount.oneOf("type", List.of(unit));
    return amount.required("value").integer(0, Integer.MAX_VALUE);
  }

  private static OptionalInt keptTurns(Fields edit) {
    Optional<Field> keep = edit.field("keep");
    if (keep.isEmpty()) {
      return OptionalInt.of(KEPT_THINKING_TURNS);
    }
    if (keep.get().isText()) {
      edit.oneOf("keep", List.of("all"));
      return OptionalInt.empty();
    }
    return keep.get().object().text("type").filter("all"::equals).isPresent()
        ? OptionalInt.empty()
        : OptionalInt.of(amount(keep.get().object(), "thinking_turns"));
  }
}
