package io.lethe.lab.claims;

import io.lethe.engine.Cancellation;
import io.lethe.engine.GenerationRequest;
import io.lethe.lab.Bootstrap;
import io.lethe.lab.Experiment;
import io.lethe.lab.Figures;
import io.lethe.lab.Findings;
import io.lethe.lab.Interval;
import io.lethe.lab.Item;
import io.lethe.lab.Observation;
import io.lethe.lab.Plot;
import io.lethe.lab.Prediction;
import io.lethe.lab.Rig;
import io.lethe.lab.Sign;
import io.lethe.session.Answer;
import io.lethe.session.Piece;
import io.lethe.session.Session;
import io.lethe.session.SessionOptions;
import io.lethe.session.SessionPart;
import io.lethe.session.Sessions;
import io.lethe.trace.PartKind;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * One session over many turns and positions with a budget of columns: every turn takes as long as
 * the ones before, what was pinned is answered to the end, and nothing is lost when it is closed
 * and opened again. Each item is a stretch of turns that goes on from the one before.
 */
public final class ALongLifeStaysFlat implements Experiment {
  private static final String QUESTION = "What is the name of the project?";
  private static final String NAME = "Bluebird";
  private static final String POLICY = "oldest";
  private static final String BIRTH = "life-birth";
  private static final String STRETCH = "stretch-";

  /**
   * How long a life is.
   *
   * @param stretches that many opened sessions, so one restart fewer
   * @param lines of a log read each turn
   */
  private record Life(int stretches, int turns, int lines, long columns) {}

  @Override
  public String name() {
    return "long-life";
  }

  @Override
  public String claim() {
    return "A session with a budget of columns lives as long as one likes: no turn is slower than the"
        + " first ones, and what is pinned stays known.";
  }

  @Override
  public List<Prediction> predictions() {
    return List.of(
        Prediction.gate(
            "stretches that began with another state than the last one ended with",
            new Sign.ExactlyZero()),
        Prediction.gate(
            "turns that ended with more columns than the budget and the answer",
            new Sign.ExactlyZero()),
        Prediction.finding(
            "seconds of a turn: last quarter over second quarter", new Sign.AtMost(1.25)),
        Prediction.finding("recall of the pinned fact", new Sign.AtLeast(0.5)),
        Prediction.finding(
            "recall of the pinned fact: last half less first half", new Sign.AtLeast(-0.1)));
  }

  private static Life life(Rig rig) {
    return rig.size().choose(new Life(2, 4, 2, 256), new Life(4, 50, 16, 2048));
  }

  @Override
  public List<Item> items(Rig rig) {
    Life life = life(rig);
    return IntStream.range(0, life.stretches())
        .mapToObj(i -> new Item(STRETCH + i, life.turns()))
        .toList();
  }

  @Override
  public List<Observation> measure(Item item, Rig rig) {
    return live(rig, Integer.parseInt(item.key().substring(STRETCH.length())));
  }

  private static List<Observation> live(Rig rig, int stretch) {
    Life life = life(rig);
    relive(rig, stretch);
    List<Observation> observations = new ArrayList<>();
    // Opened anew for each stretch: what goes on comes from the disk.
    try (Sessions sessions = sessions(rig);
        Session last = last(sessions, life, stretch);
        Session session = last.fork(name(stretch))) {
      session.usePolicies(POLICY, OptionalLong.of(life.columns()));
      observations.add(
          Observation.of("opened", "life")
              .with("stretch", stretch)
              .with("digest", stretch == 0 ? "" : session.digest())
              .with("turns", session.turn())
              .with("from", last.origin().getClass().getSimpleName()));
      for (int turn = 0; turn < life.turns(); turn++) {
        observations.add(
            turn(
                session,
                rig.lots(STRETCH + stretch + "/" + turn),
                life,
                stretch * life.turns() + turn));
      }
      session.checkpoint();
      observations.add(
          Observation.of("closed", "life")
              .with("stretch", stretch)
              .with("digest", session.digest())
              .with("turns", session.turn())
              .with("positions", session.length()));
    }
    return observations;
  }

  private static Sessions sessions(Rig rig) {
    return new Sessions(
        rig.engine(),
        rig.model(),
        rig.work().resolve("long-life"),
        Sessions.DEFAULT_BUDGET_BYTES,
        Clock.systemUTC());
  }

  /**
   * Where somebody has removed the folder in which the stretch before was kept, that one is lived
   * again; what is observed there is in the results already.
   */
  private static void relive(Rig rig, int stretch) {
    boolean gone = false;
    if (stretch > 0) {
      try (Sessions sessions = sessions(rig)) {
        gone = !sessions.contains(name(stretch - 1));
      }
    }
    if (gone) {
      live(rig, stretch - 1);
    }
  }

  private static String name(int stretch) {
    return "life-" + stretch;
  }

  /**
   * What the stretch goes on from, in a copy, so that an interrupted stretch can begin anew: the
   * session of the last one, or a new one.
   */
  private static Session last(Sessions sessions, Life life, int stretch) {
    if (sessions.contains(name(stretch))) {
      sessions.remove(name(stretch));
    }
    if (stretch > 0) {
      return sessions.open(name(stretch - 1));
    }
    if (sessions.contains(BIRTH)) {
      sessions.remove(BIRTH);
    }
    return sessions.create(
        BIRTH, SessionOptions.PLAIN.withPolicies(POLICY, OptionalLong.of(life.columns())));
  }

  private static Observation turn(Session session, SplittableRandom lots, Life life, int turn) {
    List<Piece> pieces = new ArrayList<>();
    if (turn == 0) {
      pieces.add(
          Piece.system(
              "You are a coding agent. Answer briefly. The name of the project is " + NAME + "."));
    }
    pieces.add(Piece.attached(PartKind.LOG, "job", log(lots, life.lines())));
    boolean asks = turn % 4 == 3;
    String question = asks ? QUESTION : "Which job took longest?";
    pieces.add(Piece.user(question));
    long start = System.nanoTime();
    Answer answer = session.say(pieces, GenerationRequest.greedy(16), _ -> {}, new Cancellation());
    double seconds = (System.nanoTime() - start) / 1e9;
    if (turn == 0) {
      session.pin(session.parts().getFirst().id(), SessionPart.Pin.PINNED);
    }
    String text = answer.generation().text();
    Observation observation =
        Observation.of("turn", "life")
            .with("turn", turn)
            .with("question", question)
            .with("answer", text)
            .with("read", answer.read())
            .with("forgotten", answer.forgotten().size())
            .with("columns", session.columns())
            .with("positions", session.length())
            .with("over", Math.max(0, session.columns() - life.columns() - 17))
            .with("turn_seconds", seconds);
    return asks ? observation.holds("right", text.contains(NAME)) : observation;
  }

  private static String log(SplittableRandom lots, int lines) {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      log.append(
          "job %d of worker %d finished in %d ms\n"
              .formatted(lots.nextInt(100), lots.nextInt(10), lots.nextInt(1000)));
    }
    return log.toString();
  }

  @Override
  public Findings conclude(List<Observation> observations) {
    List<Observation> turns =
        observations.stream().filter(each -> each.kind().equals("turn")).toList();
    List<Observation> asked = turns.stream().filter(each -> each.has("right")).toList();
    int half = asked.size() / 2;
    double lastHalf = Bootstrap.mean(asked.subList(half, asked.size()), "right");
    double firstHalf = Bootstrap.mean(asked.subList(0, half), "right");
    List<Interval> measured =
        List.of(
            Interval.exactly(changed(observations), 1),
            Interval.exactly(
                turns.isEmpty()
                    ? Double.NaN
                    : turns.stream().filter(each -> each.number("over") > 0).count(),
                1),
            Interval.exactly(quarter(turns, 3) / quarter(turns, 1), 1),
            Interval.exactly(Bootstrap.mean(asked, "right"), 1),
            Interval.exactly(lastHalf - firstHalf, 1));
    Figures figures =
        Figures.of(
            "Stretches between restarts",
            "stretch",
            "turns",
            "positions",
            "began from",
            "seconds a turn",
            "pinned fact answered");
    List<Observation> closed =
        observations.stream().filter(each -> each.kind().equals("closed")).toList();
    int from = 0;
    for (Observation end : closed) {
      int to = Math.min(turns.size(), (int) end.number("turns"));
      List<Observation> own = turns.subList(Math.min(from, to), to);
      figures =
          figures.row(
              end.text("stretch"),
              (double) own.size(),
              end.number("positions"),
              origin(observations, end.text("stretch")),
              Bootstrap.mean(own, "turn_seconds"),
              Bootstrap.mean(own, "right"));
      from = to;
    }
    return new Findings(
        Asking.judged(predictions(), measured),
        List.of(figures),
        List.of(
            plot(turns, "turn_seconds", "Seconds of each turn", "seconds"),
            plot(turns, "columns", "Columns after each turn", "columns")),
        List.of("One session was measured, so no interval can be given."));
  }

  private static String origin(List<Observation> observations, String stretch) {
    return observations.stream()
        .filter(each -> each.kind().equals("opened") && each.is("stretch", stretch))
        .map(each -> each.text("from").toLowerCase(java.util.Locale.ROOT))
        .findFirst()
        .orElse("");
  }

  /** Stretches that did not begin as the one before ended. */
  private static double changed(List<Observation> observations) {
    String before = "";
    double changed = observations.isEmpty() ? Double.NaN : 0;
    for (Observation each : observations) {
      if (each.kind().equals("opened") && !before.isEmpty() && !each.is("digest", before)) {
        changed++;
      }
      if (each.kind().equals("closed")) {
        before = each.text("digest");
      }
    }
    return changed;
  }

  private static double quarter(List<Observation> turns, int which) {
    int size = turns.size();
    return Bootstrap.mean(turns.subList(which * size / 4, (which + 1) * size / 4), "turn_seconds");
  }

  private static Plot plot(List<Observation> turns, String number, String title, String y) {
    List<Plot.Point> points =
        turns.stream()
            .map(each ->
                new Plot.Point(
                    "",
                    each.number("turn"),
                    new Interval(each.number(number), Double.NaN, Double.NaN, 1)))
            .toList();
    return Plot.lines(title, "turn", y).with(new Plot.Series(y, points));
  }
}
