package io.lethe.session;

import io.lethe.engine.Cancellation;
import io.lethe.engine.Generation;
import io.lethe.engine.TokenSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Several answers to one question, each written by a thread of its own. Owns the columns of all but
 * the first until they are sessions.
 */
final class Choir implements AutoCloseable {
  private final Sessions sessions;
  private final Session first;
  private final List<TokenSession> copies = new ArrayList<>();
  private List<Voice> voices = List.of();
  private List<Generation> generations = List.of();

  Choir(Sessions sessions, Session first) {
    this.sessions = sessions;
    this.first = first;
  }

  /** Lets all voices go on from the same tokens; the first one writes on those themselves. */
  List<Generation> sing(TokenSession tokens, List<Voice> all, Cancellation cancellation) {
    voices = all;
    if (all.size() == 1) {
      generations = List.of(generate(tokens, all.getFirst(), cancellation));
      return generations;
    }
    for (int i = 1; i < all.size(); i++) {
      copies.add(tokens.fork());
    }
    List<Future<Generation>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < all.size(); i++) {
        TokenSession own = i == 0 ? tokens : copies.get(i - 1);
        Voice voice = all.get(i);
        running.add(threads.submit(() -> generate(own, voice, cancellation)));
      }
    }
    generations = running.stream().map(Choir::result).toList();
    return generations;
  }

  private static Generation generate(TokenSession tokens, Voice voice, Cancellation cancellation) {
    return tokens.generate(voice.request(), voice.listener(), cancellation);
  }

  private static Generation result(Future<Generation> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    }
  }

  /**
   * Makes sessions of all voices but the first.
   *
   * @param event number of the last event before the turn
   */
  List<Session> part(Turn turn, int event) {
    List<Session> others = new ArrayList<>();
    for (int i = 1; i < voices.size(); i++) {
      Voice voice = voices.get(i);
      Session other = sessions.adopt(first, voice.session(), copies.removeFirst(), event);
      other.record(turn.events(voice.request(), generations.get(i)));
      other.checkpoint();
      others.add(other);
    }
    return others;
  }

  /** Gives back what no session has taken over. */
  @Override
  public void close() {
    copies.forEach(TokenSession::close);
  }
}
