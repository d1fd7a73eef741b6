package io.lethe.engine;

import io.lethe.engine.Generation.Finish;
import io.lethe.engine.GenerationRequest.EndOfGeneration;
import io.lethe.engine.TokenLogprobs.TokenLogprob;
import io.lethe.tokenizer.StreamDecoder;
import io.lethe.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/** One generation from its first token to its last. One thread. */
final class Decoding {
  private final TokenSession session;
  private final GenerationRequest request;
  private final GenerationListener listener;
  private final Tokenizer tokenizer;
  private final Sampler sampler;
  private final StopStrings stops;
  private final StreamDecoder decoder;
  private final StringBuilder text = new StringBuilder();
  private final List<Integer> tokens = new ArrayList<>();
  private final List<TokenLogprobs> logprobs = new ArrayList<>();

  Decoding(TokenSession session, GenerationRequest request, GenerationListener listener) {
    this.session = session;
    this.request = request;
    this.listener = listener;
    this.tokenizer = session.engine().tokenizer();
    this.sampler = new Sampler(request.sampling());
    this.stops = new StopStrings(request.stopStrings());
    this.decoder = tokenizer.streamDecoder();
    sampler.read(session.tokens());
    request
        .grammar()
        .ifPresent(
            source -> sampler.restrict(session.engine().grammar(source), request.maxTokens()));
  }

  Generation run(Cancellation cancellation) {
    Timings.Rate prefill = session.takePrefill();
    long start = System.nanoTime();
    int computed = session.history().computed();
    Finish finish;
    try {
      reserveLeast();
      finish = session.engine().writing(session.sequence(), () -> loop(cancellation));
    } finally {
      session.sequence().releaseReserve();
    }
    computed = session.history().computed() - computed;
    Timings.Rate decode = new Timings.Rate(computed, (System.nanoTime() - start) / 1e9);
    if (finish != Finish.STOP_STRING) {
      show(stops.add(decoder.flush()));
      show(stops.flush());
    }
    return new Generation(
        tokens,
        text.toString(),
        finish,
        logprobs,
        new Timings(prefill, decode),
        sampler.shortening());
  }

  /** What a grammar asks for gets its room before anything is written. */
  private void reserveLeast() {
    if (request.grammar().isPresent()) {
      int least = session.engine().grammar(request.grammar().get()).leastTokens();
      int found = reserve(least);
      if (found < least) {
        throw new EngineException.ContextFull(least, found, session.engine().capacity());
      }
    }
  }

  /**
   * Takes room in advance for what is pending and so many tokens more; returns for how many more
   * there is, if not for all.
   */
  private int reserve(int count) {
    int wanted = (int) Math.min((long) pending() + count, session.engine().capacity());
    return Math.max(0, room().reserved(wanted) - pending());
  }

  /**
   * Whether what is pending and one more token can be computed. Who writes a token sees to it that
   * its column has room: before it is there, nothing can be forgotten.
   */
  private boolean hasRoom() {
    int wanted = pending() + 1;
    return room().sought(wanted) >= wanted;
  }

  private Room room() {
    return new Room(session.engine(), session.sequence());
  }

  private int pending() {
    return session.history().length() - session.history().computed();
  }

  /** Computes the column of the last token; whether there was room for that and for the next. */
  private boolean computeLast() {
    boolean room = sampler.isRestricted() ? reserve(1) > 0 : hasRoom();
    if (!room) {
      return false;
    }
    try {
      session.computePending();
      return true;
    } catch (EngineException.ContextFull _) {
      return false; // others took it meanwhile: what is written stays
    }
  }

  private Finish loop(Cancellation cancellation) {
    while (!cancellation.isCancelled()) {
      if (!computeLast()) {
        return Finish.CONTEXT_FULL;
      }
      int id = next();
      if (request.endOfGeneration() == EndOfGeneration.STOPS && tokenizer.isEndOfGeneration(id)) {
        return Finish.STOP_TOKEN;
      }
      show(stops.add(decoder.add(id)));
      if (stops.isReached()) {
        return Finish.STOP_STRING;
      }
      if (sampler.isDone()) {
        return done();
      }
      if (tokens.size() == request.maxTokens()) {
        return Finish.LENGTH;
      }
    }
    return Finish.CANCELLED;
  }

  private Finish done() {
    if (!sampler.wasCut()) {
      return Finish.STOP_TOKEN;
    }
    return sampler.shortening().isPresent() ? Finish.CONTEXT_FULL : Finish.LENGTH;
  }

  private int next() {
    float[] logits = session.liveLogits();
    int id = choose(logits);
    sampler.wrote(id);
    if (request.logprobs().isPresent()) {
      Logprobs all = Logprobs.of(logits);
      logprobs.add(
          new TokenLogprobs(
              new TokenLogprob(id, all.of(id)), all.top(request.logprobs().getAsInt())));
    }
    session.history().addPending(id);
    tokens.add(id);
    listener.token(id);
    return id;
  }

  /** A token after which there is room for all that the grammar will ask for. */
  private int choose(float[] logits) {
    int id = sampler.choose(logits);
    if (sampler.isRestricted()) {
      int wanted = sampler.tokensFrom(id);
      int found = reserve(wanted);
      if (found < wanted) {
        return sampler.chooseWithin(found, logits);
      }
    }
    return id;
  }

  private void show(String piece) {
    if (!piece.isEmpty()) {
      text.append(piece);
      listener.text(piece);
    }
  }
}
