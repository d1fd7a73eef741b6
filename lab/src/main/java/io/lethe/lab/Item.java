package io.lethe.lab;

/**
 * A piece of an experiment that is measured in one go, and skipped when its results are there.
 *
 * @param key its name, unique in the experiment, the same in every run
 * @param work how long it takes, in any unit that is the same for all items of the experiment
 */
public record Item(String key, long work) {
  public Item {
    if (key.isBlank() || work < 1) {
      throw new IllegalArgumentException("found item '%s' of %d work".formatted(key, work));
    }
  }
}
