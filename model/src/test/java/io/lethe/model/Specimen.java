package io.lethe.model;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A model that the laws are tried on, and how many tokens it reads for that. */
record Specimen(String name, int tokens) {
  private static final String REAL = "smollm2";

  /** SmolLM2-135M-Instruct Q4_1, the only file that its golden bits are of. */
  private static final long REAL_BYTES = 98_362_432;

  static final List<Specimen> TINY = Tiny.NAMES.stream().map(n -> new Specimen(n, 150)).toList();

  /** The tiny ones and a real one. */
  static final List<Specimen> ALL =
      Stream.concat(TINY.stream(), Stream.of(new Specimen(REAL, 70))).toList();

  boolean isTiny() {
    return !name.equals(REAL);
  }

  /** The model's file; ends the test as skipped where the real model is not on this machine. */
  Path file() {
    if (isTiny()) {
      return Tiny.file(name);
    }
    Path file = realFile();
    assumeTrue(
        Files.exists(file) && file.toFile().length() == REAL_BYTES,
        () ->
            "no SmolLM2-135M-Instruct Q4_1 of "
                + REAL_BYTES
                + " bytes at "
                + file
                + "; run ./lethe models pull smollm2, or set LETHE_TEST_SMOLLM2");
    return file;
  }

  /** Ids that the model is given; the same at every call. */
  int[] ids() {
    // The smallest vocabulary here has some 280 ids.
    return Tiny.randomIds(name.hashCode(), tokens, isTiny() ? 250 : 49152);
  }

  private static Path realFile() {
    Map<String, String> environment = System.getenv();
    return Optional.ofNullable(System.getProperty("lethe.test.smollm2"))
        .or(() -> Optional.ofNullable(environment.get("LETHE_TEST_SMOLLM2")))
        .map(Path::of)
        .orElseGet(() ->
            Optional.ofNullable(environment.get("LETHE_HOME"))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".lethe"))
                .resolve("models/smollm2.gguf"));
  }

  @Override
  public String toString() {
    return name;
  }
}
