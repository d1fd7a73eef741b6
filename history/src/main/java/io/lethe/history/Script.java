package io.lethe.history;

import io.lethe.policy.Range;
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
   * Where a piece of a block comes to stand.
   *
   * @param sent of the block's text
   * @param range of the part's text
   * @param share how much of the part it is
   * @param turn that reads it first
   */
  record Place(int part, Range sent, Range range, Share share, int turn) {}

  /** How much of a part a piece is. */
  enum Share {
    ALL,
    SOME
  }

  /** A block, by its message and its index there. */
  private record Address(int message, int block) {}

  private final ToolFormat format;
  private final List<Turn> turns = new ArrayList<>();
  private final Map<Address, List<Place>> places = new HashMap<>();
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

  /** Something that comes before all messages. */
  void prepend(Piece piece) {
    pieces.add(piece);
    part++;
  }

  /** Something that came into what was read before, in front of the next message. */
  void remind(String text) {
    prepend(new Piece(PartRole.USER, PartKind.REMINDER, Optional.empty(), text + "\n\n"));
  }

  /** Reads the messages from one on. */
  List<Turn> write(List<Message> messages, int from) {
    Pieces reading = new Pieces(format, messages);
    int m = from;
    while (m < messages.size()) {
      if (messages.get(m).role() == PartRole.ASSISTANT) {
        answer(messages.get(m), m);
        m++;
        continue;
      }
      int end = m;
      while (end < messages.size() && messages.get(end).role() != PartRole.ASSISTANT) {
        end++;
      }
      reading.of(m, end).forEach(this::read);
      m = end;
    }
    turns.add(new Turn(turn, List.copyOf(pieces), Optional.empty()));
    return List.copyOf(turns);
  }

  private void read(PlacedPiece placed) {
    Piece piece = placed.piece();
    int offset =
        piece.text().startsWith(ToolFormat.RESULT_BEGIN) ? ToolFormat.RESULT_BEGIN.length() : 0;
    Range range = new Range(offset, offset + placed.range().length());
    place(
        placed.message(), placed.block(), new Place(part, placed.range(), range, Share.ALL, turn));
    prepend(piece);
  }

  private void place(int message, int block, Place place) {
    places.computeIfAbsent(new Address(message, block), _ -> new ArrayList<>()).add(place);
  }

  private void answer(Message message, int index) {
    Prompt text = format.written(message.blocks());
    if (text.text().isBlank()) {
      return;
    }
    List<Written> written =
        BlockSplitter.split(
            text.text(), format.syntax(), format.beginning(), _ -> true, String::valueOf);
    int next = 0;
    for (int b = 0; b < message.blocks().size() && next < written.size(); b++) {
      Block block = message.blocks().get(b);
      if (written.get(next).block().getClass() == block.getClass()) {
        Range range = written.get(next).range();
        Share share = written.size() == 1 ? Share.ALL : Share.SOME;
        place(index, b, new Place(part, new Range(0, range.length()), range, share, turn));
        next++;
      }
    }
    if (pieces.isEmpty()) {
      // Nobody asked: the model cannot have answered, so it reads what it is to have said.
      prepend(new Piece(PartRole.ASSISTANT, PartKind.TEXT, Optional.empty(), text.text()));
      return;
    }
    turns.add(new Turn(turn, List.copyOf(pieces), Optional.of(text)));
    pieces = new ArrayList<>();
    part++;
    turn++;
  }

  /** Where a block comes to stand, if it is read. */
  List<Place> places(int message, int block) {
    return places.getOrDefault(new Address(message, block), List.of());
  }

  /** The number of the turn that answers. */
  int lastTurn() {
    return turn;
  }
}
