package io.lethe.session;

import io.lethe.engine.EngineException;
import io.lethe.engine.Mark;
import io.lethe.engine.Sampler;
import io.lethe.engine.TokenSession;
import io.lethe.grammar.GrammarException;
import io.lethe.grammar.GrammarSource;
import io.lethe.kv.Span;
import io.lethe.trace.TraceEvent;
import io.lethe.trace.TraceLine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Does again what the events of a trace say, in as few batches as it can: tokens are gathered, and
 * a deletion between them becomes a mark that hides its spans from what was read after it. Tokens
 * that the model wrote are chosen again from the logits before them and compared. For one thread at
 * a time.
 */
final class Reconstruction {
  /** Gathered tokens are computed at the next deletion when there are so many: room is finite. */
  private static final int GATHERED = 1024;

  private final TokenSession session;
  private final List<Mark> marks = new ArrayList<>();
  private final List<Written> written = new ArrayList<>();
  private int[] gathered = new int[256];
  private int count;
  private long firstPosition;

  /**
   * How many of the gathered tokens the live session may have left to be computed later: 0 or 1.
   */
  private int pending;

  private int checked;
  private @Nullable Divergence divergence;

  /** Tokens {@code [start, start + tokens)} of those gathered, written by the model. */
  private record Written(int event, int start, int tokens, Sampler sampler) {}

  Reconstruction(TokenSession session) {
    this.session = session;
  }

  /** Tokens that were chosen again and compared. */
  int checked() {
    return checked;
  }

  Optional<Divergence> divergence() {
    return Optional.ofNullable(divergence);
  }

  void apply(TraceLine line) {
    switch (line.event()) {
      case TraceEvent.Appended appended -> {
        gather(appended.tokens().toArray(), appended.firstPosition());
        pending = 0;
      }
      case TraceEvent.Generated generated -> write(line.number(), generated);
      case TraceEvent.Deleted deleted -> delete(deleted);
      case TraceEvent.Closed closed -> {
        computeAll();
        session.close(SessionState.spans(closed.spans()));
      }
      case TraceEvent.Truncated truncated -> {
        computeAll();
        session.truncate((int) truncated.length());
      }
      case TraceEvent.Opened _,
          TraceEvent.Pinned _,
          TraceEvent.Forked _,
          TraceEvent.Recalled _,
          TraceEvent.Checkpoint _ -> {}
    }
  }

  private void gather(int[] tokens, long position) {
    if (count > 0 && position != firstPosition + count) {
      computeAll();
    }
    if (count == 0) {
      session.skip((int) (position - session.nextPosition()));
      firstPosition = position;
    }
    if (count + tokens.length > gathered.length) {
      gathered = Arrays.copyOf(gathered, Math.max(count + tokens.length, 2 * gathered.length));
    }
    System.arraycopy(tokens, 0, gathered, count, tokens.length);
    count += tokens.length;
  }

  private void write(int event, TraceEvent.Generated generated) {
    int[] tokens = generated.tokens().toArray();
    if (generated.isGiven()) {
      gather(tokens, generated.firstPosition());
      pending = tokens.length > 0 ? 1 : 0;
      return;
    }
    Sampler sampler = sampler(event, generated);
    sampler.read(session.tokens());
    sampler.read(Arrays.copyOf(gathered, count));
    int begun = begun(event, generated);
    sampler.read(Arrays.copyOf(tokens, begun));
    gather(tokens, generated.firstPosition());
    int chosen = tokens.length - begun;
    written.add(new Written(event, count - chosen, chosen, sampler));
    pending = tokens.length > 0 ? 1 : 0;
  }

  private static int begun(int event, TraceEvent.Generated generated) {
    int begun = Samplings.begun(generated.sampling());
    if (begun < 0 || begun > generated.tokens().size()) {
      throw new SessionException.Unreplayable(
          "event %d: found %d given tokens of an answer of %d, wanted no more than there are"
              .formatted(event, begun, generated.tokens().size()));
    }
    return begun;
  }

  private Sampler sampler(int event, TraceEvent.Generated generated) {
    try {
      Sampler sampler = new Sampler(Samplings.read(generated.sampling()));
      Optional<GrammarSource> source = Samplings.grammar(generated.sampling());
      if (source.isPresent()) {
        sampler.restrict(
            session.engine().grammar(source.get()), generated.maxTokens().orElseThrow());
        Samplings.shortening(generated.sampling()).ifPresent(sampler::shorten);
      }
      return sampler;
    } catch (IllegalArgumentException
        | GrammarException
        | EngineException.TooShort
        | NoSuchElementException e) {
      throw new SessionException.Unreplayable(
          "event " + event + " was sampled in a way nobody here knows: " + e.getMessage());
    }
  }

  private void delete(TraceEvent.Deleted deleted) {
    List<Span> spans = read(SessionState.spans(deleted.spans()));
    pending = 0; // a deletion computes what the model wrote last
    switch (deleted.kind()) {
      case FORGET -> {
        if (count == 0) {
          session.forget(spans);
        } else {
          marks.add(new Mark(spans, firstPosition + count));
        }
      }
      case REDACT -> redact(spans);
      case REPAIR -> {
        computeAll();
        session.repair(spans, deleted.share().orElseThrow());
      }
    }
    if (count >= Math.min(GATHERED, session.engine().freeColumns() / 2)) {
      computeAll();
    }
  }

  /**
   * What of the spans was read by now: a mark must not hide what is read at those positions later.
   */
  private List<Span> read(List<Span> spans) {
    long end = count == 0 ? session.nextPosition() : firstPosition + count;
    return spans.stream()
        .filter(span -> span.start() < end)
        .map(span -> new Span(span.start(), Math.min(span.end(), end)))
        .toList();
  }

  /**
   * Where nothing after the spans is computed yet, and the model wrote nothing that it drew from
   * them, it is enough that they, and all that is gone by now, are hidden from everything after
   * them. What the model did write has to be chosen again before the spans are taken away.
   */
  private void redact(List<Span> spans) {
    long first = spans.stream().mapToLong(Span::start).min().orElse(firstPosition + count);
    boolean allGathered = count > 0 && first >= firstPosition;
    boolean anyGone =
        marks.stream()
            .flatMap(mark -> mark.spans().stream())
            .anyMatch(gone -> spans.stream().anyMatch(span -> overlap(gone, span)));
    boolean anyWritten =
        written.stream().anyMatch(each -> firstPosition + each.start() + each.tokens() > first);
    if (!allGathered || anyGone || anyWritten) {
      computeAll();
      session.redact(spans);
      return;
    }
    marks.replaceAll(mark -> new Mark(mark.spans(), Math.min(mark.position(), first)));
    marks.add(new Mark(spans, first));
  }

  private static boolean overlap(Span a, Span b) {
    return a.start() < b.end() && b.start() < a.end();
  }

  /**
   * Computes everything but the last token, which the model wrote and the live session had not
   * computed yet.
   */
  private void computeButPending() {
    int token = gathered[count - 1];
    compute(count - 1);
    session.addPending(token);
    count = 0;
    pending = 0;
    written.clear();
    session.settle();
  }

  /** Computes everything that is left. */
  void settle() {
    computeAll();
  }

  private void computeAll() {
    compute(count);
    pending = 0;
    session.settle();
    Forgetting.moveTogether(session);
  }

  private void compute(int tokens) {
    if (tokens > 0) {
      session.append(
          Arrays.copyOf(gathered, tokens),
          List.copyOf(marks),
          index -> writer(index + 1) != null,
          this::check);
    }
    if (tokens == count) {
      count = 0;
      written.clear();
    }
    marks.clear();
  }

  private @Nullable Written writer(int index) {
    for (Written each : written) {
      if (each.start() <= index && index < each.start() + each.tokens() && index < count) {
        return each;
      }
    }
    return null;
  }

  private void check(int index, float[] values, int offset) {
    Written by = writer(index + 1);
    if (by == null || divergence != null) {
      return;
    }
    float[] logits = Arrays.copyOfRange(values, offset, offset + session.vocabulary());
    int recorded = gathered[index + 1];
    int found = by.sampler().choose(logits);
    checked++;
    if (found != recorded) {
      divergence = new Divergence.OtherToken(by.event(), index + 1 - by.start(), recorded, found);
      return;
    }
    by.sampler().wrote(recorded);
  }

  /** Compares the columns with what a checkpoint recorded. */
  void compare(TraceEvent.Checkpoint checkpoint) {
    if (count > 0 && pending > 0 && !Beginning.covers(checkpoint, firstPosition + count - 1)) {
      computeButPending();
    } else {
      computeAll();
    }
    String found = HexFormat.of().formatHex(session.stateDigest());
    if (divergence == null && !found.equals(checkpoint.digest())) {
      divergence = new Divergence.OtherState(checkpoint.event(), checkpoint.digest(), found);
    }
  }
}
