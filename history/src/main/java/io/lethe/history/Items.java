package io.lethe.history;

import io.lethe.history.Item.Sort;
import io.lethe.policy.Kind;
import io.lethe.policy.PartKinds;
import io.lethe.policy.Range;
import io.lethe.policy.Region;
import io.lethe.policy.Role;
import io.lethe.session.SessionPart;
import io.lethe.trace.PartKind;
import io.lethe.trace.PartRole;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Cuts what was sent, and what was read and written, into items in the same way. Immutable. */
final class Items {
  /** The name of the part that tells the model of tools; no client sent it. */
  static final String TOOLS = "tools";

  private final Function<String, List<Written>> answers;

  /**
   * @param answers the blocks of what a model wrote
   */
  Items(Function<String, List<Written>> answers) {
    this.answers = answers;
  }

  /** A piece of a text and what it is. */
  private record Slice(Sort sort, Range range, String key) {}

  /** The items of a whole history, in order. */
  List<Item.Sent> sent(List<Message> messages) {
    List<Item.Sent> items = new ArrayList<>();
    boolean begun = false;
    for (int m = 0; m < messages.size(); m++) {
      Message message = messages.get(m);
      begun |= !isSystem(message.role());
      for (int b = 0; b < message.blocks().size(); b++) {
        for (Slice slice : slices(message.role(), message.blocks().get(b), begun)) {
          items.add(
              new Item.Sent(
                  role(message.role(), slice.sort()), slice.sort(), slice.key(), slice.range(), m, b));
        }
      }
    }
    return List.copyOf(items);
  }

  private static List<Slice> slices(PartRole role, Block block, boolean begun) {
    return switch (block) {
      case Block.Text(String text, _) when isSystem(role) ->
          begun ? whole(Sort.REMINDER, text) : lines(text);
      case Block.Text(String text, _) when role == PartRole.ASSISTANT -> whole(Sort.TEXT, text);
      case Block.Text(String text, _) -> regions(Sort.TEXT, text);
      case Block.Thought(String text, _) -> whole(Sort.THOUGHT, text);
      case Block.ToolUse call ->
          List.of(new Slice(Sort.CALL, new Range(0, 0), JsonText.call(call)));
      case Block.ToolResult result -> regions(Sort.RESULT, result.text());
    };
  }

  /** The items of a part, in order. */
  List<Item.Read> read(SessionPart part) {
    List<Slice> slices;
    if (isSystem(part.role()) && part.name().filter(TOOLS::equals).isPresent()) {
      slices = List.of();
    } else if (part.kind() == PartKind.REMINDER) {
      slices = whole(Sort.REMINDER, part.text());
    } else if (isSystem(part.role())) {
      slices = lines(part.text());
    } else if (isWrapped(part)) {
      slices = unwrapped(part.text());
    } else {
      slices =
          switch (part.role()) {
            case ASSISTANT -> answer(part.text());
            case TOOL -> regions(Sort.RESULT, part.text());
            case USER, SYSTEM, DEVELOPER -> regions(Sort.TEXT, part.text());
          };
    }
    return slices.stream()
        .map(slice ->
            new Item.Read(
                role(part.role(), slice.sort()), slice.sort(), slice.key(), slice.range(), part.id(), part.turn()))
        .toList();
  }

  private List<Slice> answer(String text) {
    List<Slice> slices = new ArrayList<>();
    for (Written written : answers.apply(text)) {
      switch (written.block()) {
        case Block.Text(String said, _) -> add(slices, Sort.TEXT, written.range(), said);
        case Block.Thought(String thought, _) ->
            add(slices, Sort.THOUGHT, written.range(), thought);
        case Block.ToolUse call ->
            add(slices, Sort.CALL, written.range(), JsonText.call(call));
        case Block.ToolResult _ -> {}
      }
    }
    return slices;
  }

  static boolean isSystem(PartRole role) {
    return switch (role) {
      case SYSTEM, DEVELOPER -> true;
      case USER, ASSISTANT, TOOL -> false;
    };
  }

  /** Some clients give results as messages of the user, and some models read them there. */
  private static PartRole role(PartRole role, Sort sort) {
    return sort == Sort.RESULT
        ? PartRole.TOOL
        : role == PartRole.DEVELOPER ? PartRole.SYSTEM : role;
  }

  private static boolean isWrapped(SessionPart part) {
    return part.role() == PartRole.USER
        && part.name().isPresent()
        && part.text().startsWith(ToolFormat.RESULT_BEGIN);
  }

  private static List<Slice> unwrapped(String text) {
    int start = ToolFormat.RESULT_BEGIN.length();
    int end = Math.max(start, text.lastIndexOf("\n</tool_response>"));
    return regions(Sort.RESULT, text.substring(start, end)).stream()
        .map(slice ->
            new Slice(
                slice.sort(),
                new Range(slice.range().start() + start, slice.range().end() + start),
                slice.key()))
        .toList();
  }

  private static List<Slice> whole(Sort sort, String text) {
    List<Slice> slices = new ArrayList<>();
    add(slices, sort, new Range(0, text.codePointCount(0, text.length())), text);
    return slices;
  }

  private static void add(List<Slice> slices, Sort sort, Range range, String text) {
    String key = text.strip();
    if (!key.isEmpty()) {
      slices.add(new Slice(sort, range, key));
    }
  }

  private static List<Slice> lines(String text) {
    List<Slice> slices = new ArrayList<>();
    int from = 0;
    for (String line : text.splitWithDelimiters("\n", 0)) {
      int to = from + line.codePointCount(0, line.length());
      if (!line.isBlank()) {
        add(slices, Sort.SYSTEM_LINE, new Range(from, to), line);
      }
      from = to;
    }
    return slices;
  }

  private static List<Slice> regions(Sort plain, String text) {
    List<Slice> slices = new ArrayList<>();
    int from = 0;
    for (Region region : PartKinds.regions(Role.USER, text)) {
      if (region.kind() != Kind.REMINDER && region.kind() != Kind.HOOK_OUTPUT) {
        continue;
      }
      Range before = new Range(from, region.range().start());
      add(slices, plain, before, before.of(text));
      add(slices, Sort.REMINDER, region.range(), region.range().of(text));
      from = region.range().end();
    }
    Range rest = new Range(from, text.codePointCount(0, text.length()));
    add(slices, plain, rest, rest.of(text));
    return slices;
  }
}
