package io.lethe.history;

import io.lethe.policy.PartKinds;
import io.lethe.policy.Range;
import io.lethe.policy.Recognised;
import io.lethe.session.Piece;
import io.lethe.tokenizer.Prompt;
import io.lethe.trace.PartKind;
import io.lethe.trace.PartRole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What has to be read of a request: turns that were answered elsewhere, and at last the question.
 * For one use.
 */
final class Script {
  /**
   * A turn.
   *
   * @param number in the session
   * @param answer absent in the last one
   */
  record Turn(int number, List<Piece> pieces, Optional<Prompt> answer) {}

  /**
   * Where a block of the request comes to stand.
   *
   * @param range of the part's text
   * @param share how much of the part it is
   * @param turn that reads it first
   */
  record Place(int part, Range range, Share share, int turn) {
    boolean isWhole() {
      return share == Share.ALL;
    }
  }

  /** How much of a part a block is. */
  enum Share {
    ALL,
    SOME
  }

  /** A block, by its message and its index there. */
  record Address(int message, int block) {}

  private final ToolFormat format;
  private final List<Turn> turns = new ArrayList<>();
  private final Map<Address, Place> places = new HashMap<>();
  private final Map<String, Block.ToolUse> calls = new HashMap<>();
  private List<Piece> pieces = new ArrayList<>();
  private int part;
  private int turn;

  /**
   * @param part the id of the next part
   * @param turn the number of the next turn
   */
  Script(ToolFormat format, int part, int turn) {
    this.format = format;
    this.part = part;
    this.turn = turn;
  }

  /** Something of ours that comes before all messages. */
  void prepend(Piece piece) {
    pieces.add(piece);
    part++;
  }

  /** Something that came into what was read before, in front of the next message. */
  void remind(String text) {
    add(
        new Piece(PartRole.USER, PartKind.REMINDER, Optional.empty(), apart(text)));
  }

  /** Reads the messages from one on. */
  List<Turn> write(List<Message> messages, int from) {
    messages.forEach(this::noteCalls);
    boolean begun = messages.subList(0, from).stream().anyMatch(m -> !Items.isSystem(m.role()));
    for (int m = from; m < messages.size(); m++) {
      Message message = messages.get(m);
      begun |= !Items.isSystem(message.role());
      if (message.role() == PartRole.ASSISTANT && !pieces.isEmpty()) {
        answer(message, m);
      } else {
        read(message, m, begun ? PartKind.REMINDER : PartKind.SYSTEM);
      }
    }
    turns.add(new Turn(turn, List.copyOf(pieces), Optional.empty()));
    return List.copyOf(turns);
  }

  private void noteCalls(Message message) {
    for (Block block : message.blocks()) {
      if (block instanceof Block.ToolUse call) {
        calls.put(call.id(), call);
      }
    }
  }

  private void read(Message message, int index, PartKind system) {
    for (int b = 0; b < message.blocks().size(); b++) {
      Block block = message.blocks().get(b);
      String text = text(message, block);
      if (text.isBlank()) {
        continue;
      }
      boolean last = b == message.blocks().size() - 1;
      Piece piece = piece(message.role(), block, last ? text : apart(text), system);
      int start = Math.max(0, piece.text().indexOf(text));
      Range range = new Range(start, start + text.codePointCount(0, text.length()));
      places.put(new Address(index, b), new Place(part, range, Share.ALL, turn));
      add(piece);
    }
  }

  private void add(Piece piece) {
    pieces.add(piece);
    part++;
  }

  private String text(Message message, Block block) {
    return switch (block) {
      case Block.Text(String text, _) -> text;
      case Block.ToolResult result -> result.text().isBlank() ? "(nothing)" : result.text();
      case Block.Thought _, Block.ToolUse _ ->
          message.role() == PartRole.ASSISTANT ? format.written(List.of(block)).text() : "";
    };
  }

  /** Pieces of one message follow each other without anything between them. */
  private static String apart(String text) {
    return text.endsWith("\n") ? text : text + "\n\n";
  }

  private Piece piece(PartRole role, Block block, String text, PartKind system) {
    if (block instanceof Block.ToolResult result) {
      return result(result, text);
    }
    return switch (role) {
      case SYSTEM, DEVELOPER ->
          system == PartKind.SYSTEM
              ? Piece.system(text)
              : reminder(text);
      case USER -> Piece.user(text);
      case ASSISTANT, TOOL -> new Piece(role, PartKind.TEXT, Optional.empty(), text);
    };
  }

  /** What the system says in the middle of a conversation. */
  private Piece reminder(String text) {
    PartRole role =
        switch (format.laterSystem()) {
          case SYSTEM_ROLE -> PartRole.SYSTEM;
          case USER_TEXT -> PartRole.USER;
        };
    return new Piece(
        role,
        PartKind.REMINDER,
        Optional.empty(),
        role == PartRole.USER ? apart(text) : text);
  }

  private Piece result(Block.ToolResult result, String text) {
    Optional<Block.ToolUse> call = Optional.ofNullable(calls.get(result.callId()));
    String tool = result.name().or(() -> call.map(Block.ToolUse::name)).orElse("tool");
    Recognised what =
        PartKinds.toolResult(tool, call.map(Block.ToolUse::arguments).orElse("{}"), text);
    PartKind kind = PartKind.valueOf(what.kind().name());
    Optional<String> name = what.name().filter(it -> !it.isBlank()).or(() -> Optional.of(tool));
    return switch (format.results()) {
      case TOOL_ROLE -> new Piece(PartRole.TOOL, kind, name, text);
      case USER_TEXT -> new Piece(PartRole.USER, kind, name, ToolFormat.wrapped(text));
    };
  }

  private void answer(Message message, int index) {
    List<Block> said =
        message.blocks().stream()
            .filter(block -> !(block instanceof Block.ToolResult))
            .toList();
    Prompt text = format.written(said);
    turns.add(new Turn(turn, List.copyOf(pieces), Optional.of(text)));
    pieces = new ArrayList<>();
    List<Written> written = split(text.text());
    int next = 0;
    for (int b = 0; b < message.blocks().size(); b++) {
      Block block = message.blocks().get(b);
      boolean found =
          next < written.size() && written.get(next).block().getClass() == block.getClass();
      if (found) {
        Share share = written.size() == 1 ? Share.ALL : Share.SOME;
        places.put(
            new Address(index, b), new Place(part, written.get(next).range(), share, turn));
        next++;
      }
    }
    part++;
    turn++;
  }

  private List<Written> split(String text) {
    return BlockSplitter.split(
        text, format.syntax(), format.beginning(), _ -> true, String::valueOf);
  }

  /** Where a block comes to stand, if it is read. */
  Optional<Place> place(int message, int block) {
    return Optional.ofNullable(places.get(new Address(message, block)));
  }

  /** The number of the turn that answers. */
  int lastTurn() {
    return turn;
  }

}
