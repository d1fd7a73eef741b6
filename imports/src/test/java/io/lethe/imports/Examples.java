package io.lethe.imports;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Recordings of every format. */
final class Examples {
  static final List<String> ALL =
      List.of("claude-code.jsonl", "openai.json", "anthropic.json", "swe-agent.traj");

  private Examples() {}

  static String text(String name) {
    try (InputStream in = Objects.requireNonNull(Examples.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Recording read(String name) {
    return RecordingReader.read(name, text(name), Optional.empty());
  }
}
