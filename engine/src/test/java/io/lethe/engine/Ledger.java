package io.lethe.engine;

import io.lethe.kv.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A session kept in the plainest way: which token stands at which position, and which positions are
 * seen by whom. Says what somebody has to be told who reads the same tokens once more.
 */
final class Ledger {
  private static final long CLOSED = -1;

  private final long firstPosition;
  private final List<Integer> ids = new ArrayList<>();
  private final List<Long> positions = new ArrayList<>();
  private List<Mark> marks = new ArrayList<>();
  private long next;

  Ledger(long firstPosition) {
    this.firstPosition = firstPosition;
    this.next = firstPosition;
  }

  Ledger copy() {
    Ledger copy = new Ledger(firstPosition);
    copy.ids.addAll(ids);
    copy.positions.addAll(positions);
    copy.marks.addAll(marks);
    copy.next = next;
    return copy;
  }

  int length() {
    return ids.size();
  }

  long nextPosition() {
    return next;
  }

  long position(int index) {
    return positions.get(index);
  }

  void read(int... tokens) {
    for (int token : tokens) {
      ids.add(token);
      positions.add(next++);
    }
  }

  /** Nothing is deleted that was not read: a mark would hide it once it is. */
  void forget(List<Span> spans) {
    marks.add(new Mark(before(next, spans), next));
  }

  private static List<Span> before(long end, List<Span> spans) {
    return spans.stream()
        .filter(span -> span.start() < end)
        .map(span -> new Span(span.start(), Math.min(span.end(), end)))
        .toList();
  }

  /** The first position of a token in the spans; the next one if there is none. */
  long firstIn(List<Span> spans) {
    return positions.stream().filter(p -> isIn(spans, p)).findFirst().orElse(next);
  }

  /** Whoever is at the first position of the spans or later is computed as if he were new. */
  void redact(List<Span> spans) {
    long first = firstIn(spans);
    forget(spans);
    marks =
        new ArrayList<>(
            marks.stream()
                .map(mark -> new Mark(mark.spans(), Math.min(mark.position(), first)))
                .toList());
  }

  void skip(int count) {
    next += count;
  }

  void truncate(int length) {
    long end =
        IntStream.range(length, ids.size())
            .mapToLong(positions::get)
            .filter(position -> position != CLOSED)
            .findFirst()
            .orElse(next);
    ids.subList(length, ids.size()).clear();
    positions.subList(length, positions.size()).clear();
    marks =
        new ArrayList<>(
            marks.stream()
                .map(mark -> new Mark(before(end, mark.spans()), Math.min(mark.position(), end)))
                .toList());
    next = end;
  }

  void close(List<Span> spans) {
    List<Span> holes = Span.merged(before(next, spans));
    positions.replaceAll(
        position -> position == CLOSED || isIn(holes, position) ? CLOSED : closed(holes, position));
    List<Mark> left = new ArrayList<>();
    for (Mark mark : marks) {
      List<Span> kept =
          mark.spans().stream()
              .map(span -> new Span(closed(holes, span.start()), closed(holes, span.end())))
              .toList();
      left.add(new Mark(kept, closed(holes, mark.position())));
    }
    marks = left;
    next = closed(holes, next);
  }

  private static long closed(List<Span> holes, long position) {
    return position
        - holes.stream()
            .mapToLong(hole -> Math.clamp(position - hole.start(), 0, hole.length()))
            .sum();
  }

  /** Whether deleting the spans would leave nothing, although there is something. */
  boolean isAllIn(List<Span> spans) {
    List<Long> live = positions.stream().filter(this::isLive).toList();
    return !live.isEmpty() && live.stream().allMatch(position -> isIn(spans, position));
  }

  private boolean isLive(long position) {
    return position != CLOSED && marks.stream().noneMatch(mark -> isIn(mark.spans(), position));
  }

  private static boolean isIn(List<Span> spans, long position) {
    return spans.stream().anyMatch(span -> span.contains(position));
  }

  /**
   * Reads all tokens into a new session that is where this one started, each seeing what the marks
   * let it see; no hole may have been closed.
   *
   * @param seen shown the index and the bits of the logits of each token in {@code wanted}
   */
  void readAtOnce(TokenSession session, Seen wanted, Seen seen) {
    for (int from = 0; from < length(); ) {
      int to = from + 1;
      while (to < length() && position(to) == position(to - 1) + 1) {
        to++;
      }
      session.skip(Math.toIntExact(position(from) - session.nextPosition()));
      int first = from;
      session.append(
          ids.subList(from, to).stream().mapToInt(id -> id).toArray(),
          marks,
          i -> wanted.bits().containsKey(first + i),
          (i, values, offset) -> seen.put(first + i, Bits.of(session, values, offset)));
      from = to;
    }
    session.skip(Math.toIntExact(next - session.nextPosition()));
    session.settle();
  }
}
