package io.lethe.bench.forgetting;

import io.lethe.engine.TokenSession;
import io.lethe.kv.Defragmentation;
import io.lethe.kv.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Writing behind 8,000 columns of which half were forgotten, in random parts of one length, with
 * and without defragmentation, beside writing behind 4,000.
 */
final class HalfForgotten implements Figure {
  private static final int COLUMNS = 8000;
  private static final int LEFT = 4000;
  private static final int WRITTEN = 48;

  @Override
  public void measure(Ground ground) {
    try (TokenSession plain = ground.engine().newSession();
        TokenSession whole = ground.engine().newSession()) {
      int[] tokens = ground.tokens(COLUMNS);
      plain.append(java.util.Arrays.copyOf(tokens, LEFT));
      whole.append(tokens);
      // What the two are behind when they write must not count, so that each gets its own fork.
      for (int round = 0; round < ground.rounds(); round++) {
        for (int length : new int[] {1, 20, 100}) {
          measure(ground, plain, whole, round, length);
        }
      }
    }
  }

  private static void measure(
      Ground ground, TokenSession plain, TokenSession whole, int round, int length) {
    List<Span> parts = parts(ground.random().split(), length);
    try (TokenSession beside = plain.fork();
        TokenSession holes = whole.fork();
        TokenSession moved = whole.fork()) {
      holes.forget(parts);
      moved.forget(parts);
      long start = System.nanoTime();
      Defragmentation done = moved.defragment();
      double defragment = (System.nanoTime() - start) / 1e9;
      List<TokenSession> all = List.of(beside, holes, moved);
      double[] seconds = new double[3];
      // In turn, a few tokens each, so that a slow moment of the machine hits all three.
      for (TokenSession each : all) {
        each.append(ground.tokens(1));
        ground.write(each, 2);
      }
      for (int i = 0; i < WRITTEN / 4; i++) {
        for (int k = 0; k < 3; k++) {
          int which = (i + k) % 3;
          seconds[which] += ground.write(all.get(which), 4);
        }
      }
      ground
          .line(round)
          .with("runs_of", length)
          .with("live", holes.liveColumns())
          .with("dead_slots", holes.sequence().deadSlots())
          .with("plain_tok_s", WRITTEN / seconds[0])
          .with("holes_tok_s", WRITTEN / seconds[1])
          .with("moved_tok_s", WRITTEN / seconds[2])
          .with("defragment_ms", defragment * 1e3)
          .with("defragment_columns", done.columnsMoved())
          .print();
    }
  }

  /** Parts of {@code length} columns that are half of all, chosen at random. */
  private static List<Span> parts(SplittableRandom random, int length) {
    int all = COLUMNS / length;
    int wanted = all - LEFT / length;
    List<Span> parts = new ArrayList<>();
    for (int i = 0; i < all; i++) {
      if (random.nextInt(all - i) < wanted - parts.size()) {
        parts.add(new Span((long) i * length, (long) (i + 1) * length));
      }
    }
    return parts;
  }
}
