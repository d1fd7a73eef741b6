package io.lethe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kv.KvSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/** Law 7: what sessions do side by side, forks of each other included, is what each does alone. */
@ParameterizedClass
@FieldSource("io.lethe.engine.Specimen#TINY")
class InterleavedSessionsTest {
  private static final int SESSIONS = 8;

  private final Specimen specimen;

  InterleavedSessionsTest(Specimen specimen) {
    this.specimen = specimen;
  }

  /** A session, all that ever happened to it, and what it will do next. */
  private record Actor(Player player, List<Step> history, Dice dice) implements AutoCloseable {
    Step next() {
      Step step = dice.next(player.ledger);
      history.add(step);
      return step;
    }

    Actor fork(Dice other) {
      return new Actor(player.fork(), new ArrayList<>(history), other);
    }

    @Override
    public void close() {
      player.close();
    }
  }

  private Dice dice(long seed) {
    return new Dice(specimen, Dice.Scope.ALL, seed);
  }

  /** What a session logs that does all this alone, elsewhere. */
  private List<String> alone(Engine engine, List<Step> history) {
    try (Player player = new Player(engine.newSession())) {
      player.play(history);
      return player.log;
    }
  }

  @Test
  void anyInterleavingGivesWhatEachGivesAlone() {
    try (Engine engine = Engine.open(specimen.options());
        Engine other = Engine.open(specimen.options().withThreads(1).withSlots(64))) {
      for (long seed = 1; seed <= 2; seed++) {
        Dice chance = dice(-seed);
        List<Actor> living = new ArrayList<>();
        List<Actor> all = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
          living.add(new Actor(new Player(engine.newSession()), new ArrayList<>(), dice(i)));
        }
        all.addAll(living);
        for (int round = 0; round < 30; round++) {
          step(living, chance);
          if (chance.onceIn(4)) {
            Actor fork = living.get(chance.below(living.size())).fork(dice(100L * seed + round));
            living.add(fork);
            all.add(fork);
          }
          if (living.size() > SESSIONS) {
            living.remove(chance.below(living.size())).close();
          }
          engine.pool().checkIntegrity(sequences(living));
        }
        assertThat(all).hasSizeGreaterThan(SESSIONS);
        for (Actor actor : all) {
          assertThat(actor.player.log).isNotEmpty().isEqualTo(alone(other, actor.history));
        }
        living.forEach(Actor::close);
        assertThat(engine.pool().usedBlocks()).isZero();
      }
    }
  }

  /** Half of the sessions do something; those that read do so in one batch. */
  private static void step(List<Actor> living, Dice chance) {
    List<Player> readers = new ArrayList<>();
    List<Step.Read> reads = new ArrayList<>();
    for (Actor actor : living) {
      if (chance.onceIn(2)) {
        if (actor.next() instanceof Step.Read read) {
          readers.add(actor.player);
          reads.add(read);
        } else {
          actor.player.play(actor.history.getLast());
        }
      } else if (chance.onceIn(4)) {
        actor.player.session().defragment();
      }
    }
    if (!readers.isEmpty()) {
      Player.readTogether(readers, reads);
    }
  }

  private static List<KvSequence> sequences(List<Actor> actors) {
    return actors.stream().map(actor -> actor.player.session().sequence()).toList();
  }

  @Test
  void forksInThreadsOfTheirOwnGiveWhatEachGivesAlone()
      throws InterruptedException, ExecutionException {
    Engine engine = specimen.engine();
    Actor first = new Actor(new Player(engine.newSession()), new ArrayList<>(), dice(7));
    for (int i = 0; i < 10; i++) {
      first.player.play(first.next());
    }
    List<Actor> forks = new ArrayList<>(List.of(first));
    for (int i = 1; i < SESSIONS; i++) {
      forks.add(first.fork(dice(i)));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> done = new ArrayList<>();
      for (Actor fork : forks) {
        done.add(
            threads.submit(() -> {
              for (int i = 0; i < 25; i++) {
                fork.player.play(fork.next());
                if (i % 5 == 4) {
                  fork.player.session().defragment();
                }
              }
            }));
      }
      for (Future<?> each : done) {
        each.get();
      }
    }
    engine.pool().checkIntegrity(sequences(forks));
    for (Actor fork : forks) {
      assertThat(fork.player.log).isEqualTo(alone(engine, fork.history));
    }
    forks.forEach(Actor::close);
    assertThat(engine.pool().usedBlocks()).isZero();
  }
}
