package io.lethe.history;

import io.lethe.policy.Kind;
import io.lethe.policy.PartKinds;
import io.lethe.policy.Range;
import io.lethe.policy.Recognised;
import io.lethe.policy.Region;
import io.lethe.policy.Role;
import io.lethe.session.Piece;
import io.lethe.trace.PartKind;
import io.lethe.trace.PartRole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What sessions read of a history: every message that is not the model's, as pieces that say what
 * they are (a question, a reminder, a log, the contents of a file), so that policies know. The same
 * blocks always give the same pieces. Immutable.
 */
public final class Pieces {
  /** What the piece is named that tells of tools. */
  public static final String TOOLS = "tools";

  private final ToolFormat format;
  private final List<Message> history;
  private final Map<String, Block.ToolUse> calls = new HashMap<>();

  /** Pieces of a history for a model. */
  public Pieces(ToolFormat format, List<Message> history) {
    this.format = format;
    this.history = List.copyOf(history);
    for (Message message : history) {
      for (Block block : message.blocks()) {
        if (block instanceof Block.ToolUse call) {
          calls.put(call.id(), call);
        }
      }
    }
  }

  /**
   * What tells the model of tools where its template does not; it stands before the first piece of
   * the system.
   */
  public static Optional<Piece> telling(ToolFormat format, List<Tool> tools) {
    return format
        .describe(tools)
        .map(
            text -> new Piece(PartRole.SYSTEM, PartKind.SYSTEM, Optional.of(TOOLS), text + "\n\n"));
  }

  /**
   * The pieces of the messages {@code [start, end)}, none of them the model's. Blank ones give
   * none.
   *
   * @throws HistoryException.Contradiction if one holds what only the model says
   */
  public List<PlacedPiece> of(int start, int end) {
    List<PlacedPiece> pieces = new ArrayList<>();
    for (int i = start; i < end; i++) {
      Message message = history.get(i);
      for (int j = 0; j < message.blocks().size(); j++) {
        List<PlacedPiece> more = of(message.blocks().get(j), i, j);
        if (!more.isEmpty()) {
          separate(pieces, more.getFirst());
          pieces.addAll(more);
        }
      }
    }
    return List.copyOf(pieces);
  }

  private List<PlacedPiece> of(Block block, int message, int index) {
    PartRole role = history.get(message).role();
    return switch (block) {
      case Block.Text text ->
          switch (role) {
            case SYSTEM, DEVELOPER -> system(text.text(), message, index);
            case USER -> user(text.text(), message, index);
            case TOOL -> result("", Optional.empty(), text.text(), message, index);
            case ASSISTANT -> throw answer(message);
          };
      case Block.ToolResult result ->
          result(
              result.callId(),
              result.name(),
              switch (result.outcome()) {
                case DONE -> result.text();
                case FAILED -> failed(result.text());
              },
              message,
              index);
      case Block.Thought _ -> throw misplaced("a thought", message, index);
      case Block.ToolUse _ -> throw misplaced("the call of a tool", message, index);
    };
  }

  private static IllegalArgumentException answer(int message) {
    return new IllegalArgumentException(
        "found message " + message + " of the model, wanted one that it reads");
  }

  private HistoryException misplaced(String what, int message, int block) {
    return new HistoryException.Contradiction(
        "messages[%d].content[%d] is %s, in a message of the %s; wanted it in one of the assistant"
            .formatted(
                message, block, what, history.get(message).role().name().toLowerCase(Locale.ROOT)));
  }

  private List<PlacedPiece> system(String text, int message, int block) {
    if (text.isBlank()) {
      return List.of();
    }
    boolean first =
        history.subList(0, message).stream()
            .allMatch(it -> it.role() == PartRole.SYSTEM || it.role() == PartRole.DEVELOPER);
    Piece piece =
        first
            ? Piece.system(text)
            : switch (format.laterSystem()) {
              case SYSTEM_ROLE ->
                  new Piece(PartRole.SYSTEM, PartKind.REMINDER, Optional.empty(), text);
              case USER_TEXT ->
                  new Piece(
                      PartRole.USER,
                      PartKind.REMINDER,
                      Optional.empty(),
                      "<system-reminder>\n" + text + "\n</system-reminder>\n");
            };
    return List.of(new PlacedPiece(piece, message, block, all(text)));
  }

  private List<PlacedPiece> user(String text, int message, int block) {
    List<PlacedPiece> pieces = new ArrayList<>();
    for (Region region : regions(text)) {
      Piece piece =
          new Piece(
              PartRole.USER,
              PartKind.valueOf(region.kind().name()),
              Optional.empty(),
              region.range().of(text));
      pieces.add(new PlacedPiece(piece, message, block, region.range()));
    }
    return pieces;
  }

  /** Regions that cover all of a text, none of them blank; nothing if all of it is. */
  private static List<Region> regions(String text) {
    List<Region> regions = new ArrayList<>();
    if (text.isBlank()) {
      return regions;
    }
    int at = 0;
    for (Region region : PartKinds.regions(Role.USER, text)) {
      at = plain(regions, at, region.range().start(), text);
      regions.add(new Region(region.kind(), new Range(at, region.range().end())));
      at = region.range().end();
    }
    int end = all(text).end();
    at = plain(regions, at, end, text);
    if (at < end) {
      Region last = regions.removeLast();
      regions.add(new Region(last.kind(), new Range(last.range().start(), end)));
    }
    return regions;
  }

  /** Adds what lies before a region, unless it is blank; where the region begins then. */
  private static int plain(List<Region> regions, int start, int end, String text) {
    Range range = new Range(start, end);
    if (range.of(text).isBlank()) {
      return start;
    }
    regions.add(new Region(Kind.TEXT, range));
    return end;
  }

  private List<PlacedPiece> result(
      String callId, Optional<String> name, String text, int message, int block) {
    Optional<Block.ToolUse> call = Optional.ofNullable(calls.get(callId));
    Recognised recognised =
        PartKinds.toolResult(
            name.or(() -> call.map(Block.ToolUse::name)).orElse(""),
            call.map(Block.ToolUse::arguments).orElse(""),
            text);
    String said = text.isBlank() ? "(no output)" : text;
    PartKind kind = PartKind.valueOf(recognised.kind().name());
    Piece piece =
        switch (format.results()) {
          case TOOL_ROLE -> new Piece(PartRole.TOOL, kind, recognised.name(), said);
          case USER_TEXT ->
              new Piece(PartRole.USER, kind, recognised.name(), ToolFormat.wrapped(said));
        };
    return List.of(new PlacedPiece(piece, message, block, all(text)));
  }

  private static String failed(String text) {
    return text.regionMatches(true, 0, "error", 0, 5) ? text : "Error: " + text;
  }

  private static Range all(String text) {
    return new Range(0, text.codePointCount(0, text.length()));
  }

  /** Pieces of one role are one message, so what were several blocks needs a line end between. */
  private static void separate(List<PlacedPiece> pieces, PlacedPiece next) {
    if (pieces.isEmpty()) {
      return;
    }
    PlacedPiece last = pieces.getLast();
    String text = last.piece().text();
    boolean joined =
        last.piece().role() == next.piece().role() && last.piece().role() != PartRole.TOOL;
    if (joined && !text.endsWith("\n")) {
      pieces.removeLast();
      pieces.add(last.withText(text + (last.message() == next.message() ? "\n" : "\n\n")));
    }
  }
}
