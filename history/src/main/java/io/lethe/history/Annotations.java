package io.lethe.history;

import io.lethe.history.Visibility.ClearAt;
import io.lethe.history.Visibility.DecachedRange;
import io.lethe.policy.Choice;
import io.lethe.policy.Range;
import io.lethe.session.SessionView;
import io.lethe.trace.PartRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What a request says about who sees what, as deletions before turns. For one use. */
final class Annotations {
  /** Who deletes what a request says is not cached. */
  static final String CLIENT = "client";

  private final List<Message> messages;
  private final Optional<Fit> fit;
  private final Script script;
  private final int now;
  private final SortedMap<Integer, List<Choice>> choices = new TreeMap<>();

  /**
   * @param now the number of the first turn that did not take place yet
   */
  Annotations(List<Message> messages, Optional<Fit> fit, Script script, int now) {
    this.messages = messages;
    this.fit = fit;
    this.script = script;
    this.now = now;
  }

  /**
   * A piece of a block, where it stands, and the turn that read it first.
   *
   * @param ranges what of the part's text it is; none if it is all of it
   */
  private record Stretch(int part, List<Range> ranges, int turn) {}

  /**
   * The deletions, by the turn before which they take place.
   *
   * @throws HistoryException.Contradiction if a turn is too early or too late
   */
  SortedMap<Integer, List<Choice>> choices() {
    for (int m = 0; m < messages.size(); m++) {
      Message message = messages.get(m);
      for (int b = 0; b < message.blocks().size(); b++) {
        Visibility own = message.blocks().get(b).visibility();
        OptionalInt since = earlier(message.visibility().since(), own.since());
        if (since.isPresent()) {
          delete(m, b, since.getAsInt());
        }
        for (DecachedRange range : ranges(message, own)) {
          delete(m, b, range);
        }
        if (message.visibility().clearAt() == ClearAt.NEXT_USER_MESSAGE
            || own.clearAt() == ClearAt.NEXT_USER_MESSAGE) {
          clear(m, b);
        }
      }
    }
    return choices;
  }

  private static List<DecachedRange> ranges(Message message, Visibility own) {
    List<DecachedRange> all = new ArrayList<>(own.ranges());
    if (message.blocks().size() == 1) {
      all.addAll(message.visibility().ranges());
    }
    return all;
  }

  private static OptionalInt earlier(OptionalInt one, OptionalInt other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isPresent() ? one : other;
    }
    return OptionalInt.of(Math.min(one.getAsInt(), other.getAsInt()));
  }

  private void delete(int message, int block, int since) {
    for (Stretch stretch : stretches(message, block)) {
      check(message, stretch, since);
      choose(since, stretch, "decached since turn " + since);
    }
  }

  private void delete(int message, int block, DecachedRange wanted) {
    String text = text(messages.get(message).blocks().get(block));
    int length = text.codePointCount(0, text.length());
    if (wanted.end() > length) {
      throw new HistoryException.Contradiction(
          "message %d: found the range [%d, %d) in a text of %d code points"
              .formatted(message, wanted.start(), wanted.end(), length));
    }
    for (Piece piece : pieces(message, block)) {
      int from = Math.max(wanted.start(), piece.sent().start());
      int to = Math.min(wanted.end(), piece.sent().end());
      if (from < to) {
        Stretch whole = piece.stretch();
        check(message, whole, wanted.since());
        int start = Math.max(piece.stands().start(), from + piece.shift());
        int end = Math.min(piece.stands().end(), to + piece.shift());
        if (start < end) {
          choose(
              wanted.since(),
              new Stretch(whole.part(), List.of(new Range(start, end)), whole.turn()),
              "decached since turn " + wanted.since());
        }
      }
    }
  }

  private void clear(int message, int block) {
    OptionalInt later =
        IntStream.range(message + 1, messages.size())
            .filter(m -> isOfUser(messages.get(m).role()))
            .findFirst();
    if (later.isEmpty()) {
      return;
    }
    for (Stretch stretch : stretches(message, block)) {
      int turn = Math.max(now, turnOf(later.getAsInt()));
      if (turn > stretch.turn()) {
        choose(turn, stretch, "cleared at the next message of the user");
      }
    }
  }

  /** Whether the user sent it; results of tools come from the user too. */
  static boolean isOfUser(PartRole role) {
    return switch (role) {
      case USER, TOOL -> true;
      case SYSTEM, DEVELOPER, ASSISTANT -> false;
    };
  }

  /** The turn that reads a message, if it is to be read; else one that took place. */
  private int turnOf(int message) {
    for (int b = 0; b < messages.get(message).blocks().size(); b++) {
      List<Script.Place> places = script.places(message, b);
      if (!places.isEmpty()) {
        return places.getFirst().turn();
      }
    }
    return 0;
  }

  private void check(int message, Stretch stretch, int since) {
    if (since <= stretch.turn() || since > script.lastTurn()) {
      throw new HistoryException.Contradiction(
          "message %d: found that turn %d and later do not see what turn %d read first, and that turn %d is to be answered; wanted a turn from %d to %d"
              .formatted(
                  message,
                  since,
                  stretch.turn(),
                  script.lastTurn(),
                  stretch.turn() + 1,
                  script.lastTurn()));
    }
  }

  private void choose(int since, Stretch stretch, String reason) {
    choices
        .computeIfAbsent(Math.max(now, since), _ -> new ArrayList<>())
        .add(new Choice(stretch.part(), stretch.ranges(), reason, CLIENT));
  }

  private List<Stretch> stretches(int message, int block) {
    return pieces(message, block).stream().map(Piece::stretch).toList();
  }

  /**
   * @param sent where it stands in the block's text
   * @param stands where it stands in the part's text
   * @param shift how much further back each of its characters stands there
   */
  private record Piece(Stretch stretch, Range sent, Range stands, int shift) {}

  private List<Piece> pieces(int message, int block) {
    List<Piece> pieces = new ArrayList<>();
    for (Fit.Place place : fit.map(Fit::places).orElse(List.of())) {
      Item.Sent sent = place.sent();
      if (sent.message() == message && sent.block() == block) {
        Item.Read read = place.read();
        List<Range> ranges = fit.orElseThrow().known().choice(read, CLIENT, CLIENT).ranges();
        pieces.add(
            new Piece(
                new Stretch(read.part(), ranges, read.turn()),
                sent.range(),
                read.range(),
                shift(place, text(messages.get(message).blocks().get(block)))));
      }
    }
    for (Script.Place place : script.places(message, block)) {
      List<Range> ranges =
          switch (place.share()) {
            case ALL -> List.of();
            case SOME -> List.of(place.range());
          };
      pieces.add(
          new Piece(
              new Stretch(place.part(), ranges, place.turn()),
              place.sent(),
              place.range(),
              place.range().start() - place.sent().start()));
    }
    return pieces;
  }

  private int shift(Fit.Place place, String sentText) {
    SessionView view = fit.orElseThrow().known().view();
    String read = place.read().range().of(view.parts().get(place.read().part()).text());
    String sent = place.sent().range().of(sentText);
    return place.read().range().start()
        + Math.max(0, read.indexOf(place.sent().key()))
        - place.sent().range().start()
        - Math.max(0, sent.indexOf(place.sent().key()));
  }

  private static String text(Block block) {
    return switch (block) {
      case Block.Text(String text, _) -> text;
      case Block.Thought(String text, _) -> text;
      case Block.ToolUse call -> call.arguments();
      case Block.ToolResult result -> result.text();
    };
  }
}
