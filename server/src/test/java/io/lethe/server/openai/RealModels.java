package io.lethe.server.openai;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Models that are too large to lie in the repository. */
enum RealModels {
  SMOLLM2("smollm2");

  private final String catalogueName;

  RealModels(String catalogueName) {
    this.catalogueName = catalogueName;
  }

  /**
   * The model's file: {@code -Dlethe.test.smollm2}, {@code LETHE_TEST_SMOLLM2}, or where {@code
   * lethe models pull} puts it. A test that needs one that is nowhere is skipped and says so.
   */
  Path path() {
    Optional<Path> found =
        Stream.of(
                Optional.ofNullable(
                    System.getProperty("lethe.test." + name().toLowerCase(Locale.ROOT))),
                Optional.ofNullable(System.getenv("LETHE_TEST_" + name())),
                Optional.of(pulled().toString()))
            .flatMap(Optional::stream)
            .filter(text -> !text.isBlank())
            .map(Path::of)
            .filter(Files::isRegularFile)
            .findFirst();
    Assumptions.assumeTrue(
        found.isPresent(),
        () ->
            "found no %s; set LETHE_TEST_%s or run lethe models pull %s"
                .formatted(catalogueName, name(), catalogueName));
    return found.orElseThrow();
  }

  private Path pulled() {
    String home =
        Objects.requireNonNullElse(
            System.getenv("LETHE_HOME"), System.getProperty("user.home") + "/.lethe");
    return Path.of(home, "models", catalogueName + ".gguf");
  }
}
