package io.lethe.server.metrics;

import io.lethe.engine.Cancellation;
import io.lethe.engine.TokenLogprobs;
import io.lethe.history.Block;
import io.lethe.history.Reply;
import io.lethe.history.ReplyListener;
import io.lethe.history.Request;
import io.lethe.history.Start;
import io.lethe.server.sessions.Changes;
import io.lethe.server.sessions.TurnTimes;
import io.lethe.server.wire.Answering;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Answers as somebody else does, and measures it. Safe for many threads. */
public final class MeteredAnswering implements Answering {
  private final Answering answering;
  private final Metrics metrics;
  private final Changes changes;
  private final TurnTimes times;

  /**
   * @param changes told of each answer
   * @param times told how long it took
   */
  public MeteredAnswering(Answering answering, Metrics metrics, Changes changes, TurnTimes times) {
    this.answering = answering;
    this.metrics = metrics;
    this.changes = changes;
    this.times = times;
  }

  @Override
  public Reply answer(Request request, ReplyListener listener, Cancellation cancellation) {
    long start = System.nanoTime();
    FirstSign first = new FirstSign(listener);
    Optional<Reply> answered = Optional.empty();
    try {
      Reply reply = answering.answer(request, first, cancellation);
      answered = Optional.of(reply);
      return reply;
    } finally {
      long end = System.nanoTime();
      Duration took = Duration.ofNanos(end - start);
      if (answered.isPresent()) {
        Reply reply = answered.get();
        long sign = first.at().orElse(end);
        metrics.replied(reply, took, Duration.ofNanos(sign - start), Duration.ofNanos(end - sign));
        times.note(
            reply.session(),
            reply.turn(),
            new TurnTimes.Took((sign - start) / 1e9, (end - start) / 1e9));
        changes.happened(reply.session());
      } else {
        metrics.failed(took);
      }
    }
  }

  /** Notes when the first token was seen. */
  private static final class FirstSign implements ReplyListener {
    private static final long NEVER = Long.MIN_VALUE;

    private final ReplyListener listener;
    private final AtomicLong at = new AtomicLong(NEVER);

    FirstSign(ReplyListener listener) {
      this.listener = listener;
    }

    Optional<Long> at() {
      long seen = at.get();
      return seen == NEVER ? Optional.empty() : Optional.of(seen);
    }

    private void seen() {
      at.compareAndSet(NEVER, System.nanoTime());
    }

    @Override
    public void started(Start start) {
      listener.started(start);
    }

    @Override
    public void reading(int done, int total) {
      listener.reading(done, total);
    }

    @Override
    public void begins(int choice, Block block) {
      seen();
      listener.begins(choice, block);
    }

    @Override
    public void more(int choice, String piece) {
      listener.more(choice, piece);
    }

    @Override
    public void ends(int choice) {
      listener.ends(choice);
    }

    @Override
    public void token(int choice, TokenLogprobs token) {
      seen();
      listener.token(choice, token);
    }
  }
}
