package io.lethe.bench.forgetting;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Measures one figure in this process: {@code FIGURE MODEL HOME THREADS ROUNDS}. */
public final class Forgetting {
  private static final Map<String, Figure> FIGURES =
      new TreeMap<>(
          Map.of(
              "next-message", new NextMessage(),
              "forget", new ForgetCost(),
              "move", new Moving(),
              "store", new FromDisk.Store(),
              "open", new FromDisk(),
              "forks", new Forks(),
              "half", new HalfForgotten(),
              "beside", new BesideWriting(),
              "turns", new SixtyTurns()));

  private Forgetting() {}

  /** Prints JSON lines on standard output. */
  public static void main(String[] arguments) {
    if (arguments.length != 5 || !FIGURES.containsKey(arguments[0])) {
      System.err.println(
          "found %d arguments, wanted FIGURE MODEL HOME THREADS ROUNDS; figures: %s"
              .formatted(arguments.length, String.join(" ", FIGURES.keySet())));
      System.exit(2);
    }
    Figure figure = FIGURES.get(arguments[0]);
    try (Ground ground =
        new Ground(
            arguments[0],
            Path.of(arguments[1]),
            Path.of(arguments[2]),
            Integer.parseInt(arguments[3]),
            Integer.parseInt(arguments[4]))) {
      if (figure != null) {
        figure.measure(ground);
      }
    }
  }
}
