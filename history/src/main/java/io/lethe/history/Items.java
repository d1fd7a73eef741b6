package io.lethe.history;

import io.lethe.history.Item.Sort;
import io.lethe.policy.Kind;
import io.lethe.policy.PartKinds;
import io.lethe.policy.Range;
import io.lethe.policy.Region;
import io.lethe.policy.Role;
import io.lethe.session.Piece;
import io.lethe.session.SessionPart;
import io.lethe.trace.PartKind;
import io.lethe.trace.PartRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cuts what was sent, and what was read and written, into items in the same way. Immutable. */
final class Items {
  private static final String REMINDER_BEGIN = "<system-reminder>";
  private static final String REMINDER_END = "</system-reminder>";
  private static final String RESULT_END = "\n</tool_response>";

  private final ToolFormat format;

  Items(ToolFormat format) {
    this.format = format;
  }

  /** A piece of a text and what it is. */
  private record Slice(Sort sort, Range range, String key) {}

  /** The items of a whole history, in order. */
  List<Item.Sent> sent(List<Message> messages) {
    Pieces pieces = new Pieces(format, messages);
    List<Item.Sent> items = new ArrayList<>();
    for (int m = 0; m < messages.size(); m++) {
      Message message = messages.get(m);
      if (message.role() == PartRole.ASSISTANT) {
        answered(message, m, items);
      } else {
        for (PlacedPiece placed : pieces.of(m, m + 1)) {
          asked(placed, items);
        }
      }
    }
    return List.copyOf(items);
  }

  private void answered(Message message, int index, List<Item.Sent> items) {
    for (int b = 0; b < message.blocks().size(); b++) {
      List<Slice> slices =
          switch (message.blocks().get(b)) {
            // What looks like a call is one in what was written as well, whatever it was told as.
            case Block.Text(String text, _) -> answer(text, BlockSplitter.Beginning.OUTSIDE);
            case Block.Thought(String text, _) -> whole(Sort.THOUGHT, text);
            case Block.ToolUse call ->
                List.of(new Slice(Sort.CALL, new Range(0, 0), JsonText.call(call)));
            case Block.ToolResult _ -> List.of();
          };
      for (Slice slice : slices) {
        items.add(
            new Item.Sent(PartRole.ASSISTANT, slice.sort(), slice.key(), slice.range(), index, b));
      }
    }
  }

  private static void asked(PlacedPiece placed, List<Item.Sent> items) {
    Piece piece = placed.piece();
    List<Slice> slices = slices(piece.role(), piece.kind(), piece.name(), piece.text());
    int shift = placed.range().start() - offset(piece.text());
    for (Slice slice : slices) {
      Range range =
          slices.size() == 1
              ? placed.range()
              : new Range(
                  Math.max(0, slice.range().start() + shift),
                  Math.max(0, slice.range().end() + shift));
      items.add(
          new Item.Sent(
              role(piece.role(), slice.sort()),
              slice.sort(),
              slice.key(),
              range,
              placed.message(),
              placed.block()));
    }
  }

  /** The items of a part, in order. */
  List<Item.Read> read(SessionPart part) {
    List<Slice> slices =
        part.role() == PartRole.ASSISTANT
            ? answer(part.text(), format.beginning())
            : slices(part.role(), part.kind(), part.name(), part.text());
    return slices.stream()
        .map(slice ->
            new Item.Read(
                role(part.role(), slice.sort()),
                slice.sort(),
                slice.key(),
                slice.range(),
                part.id(),
                part.turn()))
        .toList();
  }

  private static List<Slice> slices(
      PartRole role, PartKind kind, Optional<String> name, String text) {
    if (kind == PartKind.REMINDER || kind == PartKind.HOOK_OUTPUT) {
      return whole(Sort.REMINDER, text);
    }
    if (text.startsWith(ToolFormat.RESULT_BEGIN)) {
      return unwrapped(text);
    }
    return switch (role) {
      case SYSTEM, DEVELOPER ->
          name.filter(Pieces.TOOLS::equals).isPresent() ? List.of() : lines(text);
      case TOOL -> regions(text);
      case USER, ASSISTANT -> whole(Sort.TEXT, text);
    };
  }

  private List<Slice> answer(String text, BlockSplitter.Beginning beginning) {
    List<Slice> slices = new ArrayList<>();
    for (Written written :
        BlockSplitter.split(text, format.syntax(), beginning, _ -> true, String::valueOf)) {
      switch (written.block()) {
        case Block.Text(String said, _) -> add(slices, Sort.TEXT, written.range(), said);
        case Block.Thought(String thought, _) ->
            add(slices, Sort.THOUGHT, written.range(), thought);
        case Block.ToolUse call -> add(slices, Sort.CALL, written.range(), JsonText.call(call));
        case Block.ToolResult _ -> {}
      }
    }
    return slices;
  }

  /** Some clients give results as messages of the user, and some models read them there. */
  private static PartRole role(PartRole role, Sort sort) {
    return sort == Sort.RESULT
        ? PartRole.TOOL
        : role == PartRole.DEVELOPER ? PartRole.SYSTEM : role;
  }

  private static List<Slice> whole(Sort sort, String text) {
    List<Slice> slices = new ArrayList<>();
    add(slices, sort, new Range(0, text.codePointCount(0, text.length())), text);
    return slices;
  }

  private static void add(List<Slice> slices, Sort sort, Range range, String text) {
    String key = sort == Sort.REMINDER ? untagged(text.strip()) : text.strip();
    if (!key.isEmpty()) {
      slices.add(new Slice(sort, range, key));
    }
  }

  /** Some models read reminders between tags that clients give without. */
  private static String untagged(String reminder) {
    return reminder.startsWith(REMINDER_BEGIN) && reminder.endsWith(REMINDER_END)
        ? reminder
            .substring(REMINDER_BEGIN.length(), reminder.length() - REMINDER_END.length())
            .strip()
        : reminder;
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

  /** Where a text stands in its piece. */
  private static int offset(String piece) {
    return piece.startsWith(ToolFormat.RESULT_BEGIN) ? ToolFormat.RESULT_BEGIN.length() : 0;
  }

  private static List<Slice> unwrapped(String text) {
    int start = ToolFormat.RESULT_BEGIN.length();
    int end = Math.max(start, text.lastIndexOf(RESULT_END));
    return regions(text.substring(start, end)).stream()
        .map(slice ->
            new Slice(
                slice.sort(),
                new Range(slice.range().start() + start, slice.range().end() + start),
                slice.key()))
        .toList();
  }

  /** A result, and what clients put into it that is none. */
  private static List<Slice> regions(String text) {
    List<Slice> slices = new ArrayList<>();
    int from = 0;
    for (Region region : PartKinds.regions(Role.USER, text)) {
      if (region.kind() != Kind.REMINDER && region.kind() != Kind.HOOK_OUTPUT) {
        continue;
      }
      Range before = new Range(from, region.range().start());
      add(slices, Sort.RESULT, before, before.of(text));
      add(slices, Sort.REMINDER, region.range(), region.range().of(text));
      from = region.range().end();
    }
    Range rest = new Range(from, text.codePointCount(0, text.length()));
    add(slices, Sort.RESULT, rest, rest.of(text));
    return slices;
  }
}
