package io.lethe.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * Runs an experiment into a folder. What is there already is not measured again, so a run that was
 * interrupted, or killed, goes on where it was.
 */
public record Run(Experiment experiment, Rig rig, Path folder, Clock clock) {
  /** The file of an experiment's results in a folder. */
  public static Path file(Path folder, String experiment) {
    return folder.resolve(experiment + ".jsonl");
  }

  /** Measures what is not there yet, and returns all results. */
  public Results run(Progress progress) throws IOException {
    Path file = file(folder, experiment.name());
    Header header = Header.of(experiment, rig, clock.instant().toString());
    List<Item> items = experiment.items(rig);
    try (Results.Writer results = Results.Writer.open(file, header)) {
      long done = items.stream().filter(results::has).mapToLong(Item::work).sum();
      progress.begins(experiment, done, items.stream().mapToLong(Item::work).sum());
      try {
        for (Item item : items) {
          if (!results.has(item)) {
            long start = System.nanoTime();
            List<Observation> observations = experiment.measure(item, rig);
            results.add(item, observations, (System.nanoTime() - start) / 1e9);
            done += item.work();
            progress.advances(item, done);
          }
        }
      } finally {
        progress.ends();
      }
    }
    return Results.read(file);
  }
}
