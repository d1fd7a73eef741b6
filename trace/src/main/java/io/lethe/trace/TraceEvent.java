package io.lethe.trace;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Something that happened to a session. Turns count the model's answers; what a session reads
 * belongs to the turn that answers it.
 */
public sealed interface TraceEvent {
  /**
   * The session begins. Always the first event, and only that.
   *
   * @param model name for people
   * @param fingerprint of the model's file, lower-case hexadecimal
   * @param arithmetic name and version of the arithmetic
   * @param tokenizer name or digest of tokenizer and chat template
   * @param options what else the session was opened with
   */
  record Opened(
      String model, String fingerprint, String arithmetic, String tokenizer, Settings options)
      implements TraceEvent {
    /** The version of the format that is written, and the only one that is read. */
    public static final int FORMAT = 1;

    public Opened {
      Wanted.words(model, "model");
      Wanted.hex(fingerprint, "fingerprint");
      Wanted.words(arithmetic, "arithmetic");
      Wanted.words(tokenizer, "tokenizer");
    }
  }

  /**
   * The model read tokens.
   *
   * @param parts what the tokens say, in order; those of the template belong to none
   * @param firstPosition of the first token; the others count on
   * @param tokens all that were read
   */
  record Appended(int turn, List<TracedPart> parts, long firstPosition, TokenIds tokens)
      implements TraceEvent {
    public Appended {
      Wanted.atLeast(0, turn, "turn");
      Wanted.positions(firstPosition, tokens.size());
      parts = TracedPart.inOrder(parts, tokens.size());
    }
  }

  /**
   * The model wrote tokens.
   *
   * @param part id of the answer as a part
   * @param firstPosition of the first token; the others count on
   * @param tokens all that were written, also one that ended the answer
   * @param text what they say to a reader
   * @param sampling how they were chosen
   * @param maxTokens how many were asked for at most, if somebody did
   * @param stops strings that would have ended the answer
   * @param finish why it ended, in the engine's word
   */
  record Generated(
      int turn,
      int part,
      long firstPosition,
      TokenIds tokens,
      String text,
      Settings sampling,
      Optional<Integer> maxTokens,
      List<String> stops,
      String finish)
      implements TraceEvent {
    /** The reason to end of an answer that nobody here generated: a client brought it. */
    public static final String GIVEN = "given";

    /** Whether a client brought the answer, so that its tokens follow from no sampling. */
    public boolean isGiven() {
      return finish.equals(GIVEN);
    }

    public Generated {
      Wanted.atLeast(0, turn, "turn");
      Wanted.atLeast(0, part, "part id");
      Wanted.positions(firstPosition, tokens.size());
      maxTokens.ifPresent(most -> Wanted.atLeast(0, most, "greatest number of tokens"));
      stops = List.copyOf(stops);
      Wanted.words(finish, "reason to end");
    }
  }

  /**
   * Columns were deleted.
   *
   * @param parts those that were meant, wholly or partly; none if only positions were
   * @param spans the positions deleted, at least one; kept in order and merged
   * @param since the first turn that does not see them
   * @param reason for a person
   * @param by name of a policy, or {@code user}, {@code model}, {@code client}
   * @param share of the later columns to compute again, 0 to 1; of a repair, and only of that
   */
  record Deleted(
      Kind kind,
      List<Integer> parts,
      List<TracedSpan> spans,
      int since,
      String reason,
      String by,
      OptionalDouble share)
      implements TraceEvent {
    /** How columns are deleted. */
    public enum Kind {
      /** The columns go; what later ones took from them stays. */
      FORGET(2),
      /** As if they had never been read. */
      REDACT(3),
      /** The columns go, and a share of the later ones is computed again. */
      REPAIR(4);

      private final byte step;

      Kind(int step) {
        this.step = (byte) step;
      }

      /** Its mark in {@link StateChain}. */
      byte step() {
        return step;
      }
    }

    public Deleted {
      parts = List.copyOf(parts);
      parts.forEach(part -> Wanted.atLeast(0, part, "part id"));
      spans = some(spans);
      Wanted.atLeast(0, since, "turn");
      Wanted.words(by, "author of a deletion");
      if (share.isPresent() != (kind == Kind.REPAIR)) {
        throw new IllegalArgumentException(
            "found %s with %s share, wanted one with a repair and only there"
                .formatted(Wanted.word(kind), share.isPresent() ? "a" : "no"));
      }
      if (share.isPresent() && !(share.getAsDouble() >= 0 && share.getAsDouble() <= 1)) {
        throw new IllegalArgumentException(
            "found a share of " + share.getAsDouble() + ", wanted 0 to 1");
      }
    }
  }

  /**
   * Holes were closed: the positions of what stands after them went down.
   *
   * @param spans the positions that are no more, as they were before any was closed, at least one;
   *     kept in order and merged
   */
  record Closed(List<TracedSpan> spans) implements TraceEvent {
    public Closed {
      spans = some(spans);
    }
  }

  /** A part was pinned, so that no policy forgets it, or let go. */
  record Pinned(int part, Pin pin) implements TraceEvent {
    /** Which of both. */
    public enum Pin {
      PINNED,
      UNPINNED
    }

    public Pinned {
      Wanted.atLeast(0, part, "part id");
    }
  }

  /**
   * The session began as a copy; the events before this one are the other's.
   *
   * @param from name of the other session
   * @param event number of the last event that was copied
   */
  record Forked(String from, int event) implements TraceEvent {
    public Forked {
      Wanted.words(from, "session");
      Wanted.atLeast(0, event, "event number");
    }
  }

  /**
   * The last tokens were taken away, as if they had neither been read nor written.
   *
   * @param length how many tokens stay, those deleted in place included
   */
  record Truncated(long length) implements TraceEvent {
    public Truncated {
      Wanted.atLeast(0, length, "length");
    }
  }

  /**
   * Something deleted was brought back.
   *
   * @param part id of the new part
   * @param of id of the part whose text it repeats
   */
  record Recalled(int part, int of) implements TraceEvent {
    public Recalled {
      Wanted.atLeast(0, part, "part id");
      Wanted.atLeast(0, of, "part id");
    }
  }

  /**
   * The columns after an earlier event were stored.
   *
   * @param event number of that event
   * @param columns how many there are in the blocks' order, those that nobody sees any more
   *     included
   * @param digest of all live columns, 64 hexadecimal digits
   * @param blocks the sequence's blocks in order; their used slots sum up to {@code columns}
   * @param positions of the columns in order; their counts sum up to {@code columns}
   * @param hidden columns that readers from some position on do not see, in order
   */
  record Checkpoint(
      int event,
      int columns,
      String digest,
      List<KeptBlock> blocks,
      List<PositionRun> positions,
      List<HiddenColumns> hidden)
      implements TraceEvent {
    public Checkpoint {
      Wanted.atLeast(0, event, "event number");
      Wanted.atLeast(0, columns, "number of columns");
      Wanted.hex(StateId.BYTES, digest, "digest");
      blocks = List.copyOf(blocks);
      positions = List.copyOf(positions);
      hidden = HiddenColumns.inOrder(hidden, columns);
      sum(columns, blocks.stream().mapToLong(KeptBlock::used).sum(), "used slots");
      sum(columns, positions.stream().mapToLong(PositionRun::count).sum(), "positions");
    }

    private static void sum(long columns, long found, String what) {
      if (found != columns) {
        throw new IllegalArgumentException(
            "found %d %s for %d columns, wanted as many".formatted(found, what, columns));
      }
    }
  }

  private static List<TracedSpan> some(List<TracedSpan> spans) {
    if (spans.isEmpty()) {
      throw new IllegalArgumentException("found no span, wanted at least one");
    }
    return TracedSpan.merged(spans);
  }
}
