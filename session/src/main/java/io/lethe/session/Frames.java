package io.lethe.session;

import io.lethe.kv.Span;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The template's tokens around the parts of each turn: what names the roles, what begins and ends
 * messages. They go once nothing is left of their turn, or they alone would fill the context in the
 * end. Those of the first turn stay, since models rest their attention on the first tokens (Xiao et
 * al. 2023, StreamingLLM); those of the last one stay, since what comes next continues it. For one
 * thread at a time.
 */
final class Frames {
  private final List<Integer> ends = new ArrayList<>(); // of answered turns, counted in tokens
  private final BitSet gone = new BitSet(); // among all tokens of the session

  /** The tokens up to here end a turn. */
  void answered(int length) {
    ends.add(length);
  }

  /** The tokens up to here belong to the last turn that was answered. */
  void continued(int length) {
    if (!ends.isEmpty()) {
      ends.set(ends.size() - 1, length);
    }
  }

  void delete(BitSet tokens) {
    gone.or(tokens);
  }

  void truncate(int length) {
    ends.removeIf(end -> end > length);
    gone.clear(length, Math.max(length, gone.length()));
  }

  /** Which of the session's tokens went that are no part's; not to be changed. */
  BitSet gone() {
    return gone;
  }

  /**
   * The positions of what may go along with a deletion: the frames, still there, of turns of which
   * nothing is left after it.
   *
   * @param parts all of them, as they are before
   * @param going the positions that are to go
   */
  List<Span> around(List<SessionPart> parts, List<Span> going, Timeline timeline) {
    BitSet covered = timeline.in(going, 0, timeline.length());
    BitSet framing = new BitSet();
    if (ends.size() > 2) {
      framing.set(ends.getFirst(), ends.get(ends.size() - 2));
    }
    framing.andNot(gone);
    framing.andNot(covered);
    for (SessionPart part : parts) {
      framing.clear(part.firstToken(), part.endToken());
      boolean between = 0 < part.turn() && part.turn() < ends.size() - 1;
      if (between && isLeft(part, covered)) {
        framing.clear(ends.get(part.turn() - 1), ends.get(part.turn()));
      }
    }
    return timeline.spans(0, framing);
  }

  /** Whether anything of a part is there, and stays when these of the session's tokens go. */
  private static boolean isLeft(SessionPart part, BitSet covered) {
    BitSet left = new BitSet();
    left.set(0, part.endToken() - part.firstToken());
    left.andNot(part.gone());
    left.andNot(covered.get(part.firstToken(), part.endToken()));
    return !left.isEmpty();
  }
}
