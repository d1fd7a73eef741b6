package io.lethe.cli.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * What was known of a model's file when it was put in place; kept beside it as {@code NAME.json}.
 */
public record Receipt(String name, long bytes, String sha256, String source) {
  static Optional<Receipt> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ModelJson.mapper().readValue(Files.readAllBytes(file), Receipt.class));
    } catch (JacksonException _) {
      return Optional.empty(); // it only saves a checksum; a damaged one is as good as none
    }
  }

  void write(Path file) throws IOException {
    Files.write(file, ModelJson.mapper().writeValueAsBytes(this));
  }
}
