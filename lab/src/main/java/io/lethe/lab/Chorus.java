package io.lethe.lab;

import io.lethe.engine.Engine;
import io.lethe.engine.SessionBatch;
import io.lethe.engine.TokenSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Many sessions that read and write side by side, so that the weights are read once for all of
 * them; the bits are those each would get alone. For one thread.
 */
public final class Chorus {
  private final Engine engine;

  public Chorus(Engine engine) {
    this.engine = engine;
  }

  /**
   * What a session wrote.
   *
   * @param tokens with the one that ended it
   * @param text without it
   */
  public record Answer(int[] tokens, String text) {}

  /**
   * Lets each session write the likeliest tokens, until the model says that it is done.
   *
   * @param most tokens to write
   */
  public List<Answer> answers(List<TokenSession> sessions, int most) {
    int count = sessions.size();
    List<List<Integer>> written = new ArrayList<>();
    sessions.forEach(session -> written.add(new ArrayList<>()));
    boolean[] done = new boolean[count];
    for (int step = 0; step < most; step++) {
      SessionBatch batch = new SessionBatch(engine);
      int going = 0;
      int[] next =
          IntStream.range(0, count)
              .parallel()
              .map(i -> done[i] ? -1 : likeliest(sessions.get(i).logits()))
              .toArray();
      for (int i = 0; i < count; i++) {
        if (!done[i]) {
          written.get(i).add(next[i]);
          done[i] = engine.tokenizer().isEndOfGeneration(next[i]) || step + 1 == most;
          if (!done[i]) {
            batch.add(sessions.get(i), next[i]);
            going++;
          }
        }
      }
      if (going == 0) {
        break;
      }
      batch.run();
    }
    return written.stream().map(this::answer).toList();
  }

  private Answer answer(List<Integer> tokens) {
    int[] ids = tokens.stream().mapToInt(id -> id).toArray();
    int end = ids.length;
    while (end > 0 && engine.tokenizer().isEndOfGeneration(ids[end - 1])) {
      end--;
    }
    return new Answer(ids, engine.tokenizer().decode(Arrays.copyOf(ids, end)).strip());
  }

  /**
   * Lets each session read its own tokens, one each at a time, and shows the sessions before every
   * step. Sessions whose tokens are used up take no further part.
   */
  public void read(List<TokenSession> sessions, List<int[]> tokens, Watcher watcher) {
    int longest = tokens.stream().mapToInt(each -> each.length).max().orElse(0);
    for (int step = 0; step < longest; step++) {
      watcher.before(step);
      SessionBatch batch = new SessionBatch(engine);
      int going = 0;
      for (int i = 0; i < sessions.size(); i++) {
        // The last token is foreseen only: nobody asks what comes after it.
        if (step + 1 < tokens.get(i).length) {
          batch.add(sessions.get(i), tokens.get(i)[step]);
          going++;
        }
      }
      if (going > 0) {
        batch.run();
      }
    }
  }

  /** Somebody who looks at logits before each step. */
  @FunctionalInterface
  public interface Watcher {
    /** Every session whose tokens are not used up has logits after {@code step} of its tokens. */
    void before(int step);
  }

  /** The likeliest token; the lowest id among equals. */
  static int likeliest(float[] logits) {
    int best = 0;
    for (int id = 1; id < logits.length; id++) {
      best = logits[id] > logits[best] ? id : best;
    }
    return best;
  }
}
