package io.lethe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.engine.EngineOptions;
import io.lethe.kv.BlockPool;
import io.lethe.server.Server;
import io.lethe.server.ServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;

/** A server with the real small model, at a port and in a folder of its own. */
final class Site implements AutoCloseable {
  private static final String MODEL = "smollm2";
  private static final int COLUMNS = 16_384;

  private final Server server;
  private final Optional<Path> ownFolder;

  private Site(Server server, Optional<Path> ownFolder) {
    this.server = server;
    this.ownFolder = ownFolder;
  }

  /** Starts one in a new folder, which goes with it. Skips the test without the model. */
  static Site open() {
    return open(COLUMNS);
  }

  /** One with room for so many columns, so that no answer gets longer. */
  static Site open(int columns) {
    Path model = smallModel();
    try {
      Path folder = Files.createTempDirectory("lethe-acceptance-");
      return new Site(start(model, folder, columns), Optional.of(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts one in a folder that stays. Skips the test without the model. */
  static Site open(Path home) {
    return new Site(start(smallModel(), home, COLUMNS), Optional.empty());
  }

  private static Server start(Path model, Path home, int columns) {
    return Server.open(
        ServerOptions.local(MODEL, home), EngineOptions.of(model).withColumns(columns));
  }

  /**
   * {@code -Dlethe.test.smollm2}, {@code LETHE_TEST_SMOLLM2}, or where {@code lethe models pull}
   * puts it.
   */
  static Path smallModel() {
    String home =
        Objects.requireNonNullElse(
            System.getenv("LETHE_HOME"), System.getProperty("user.home") + "/.lethe");
    Optional<Path> found =
        Stream.of(
                Optional.ofNullable(System.getProperty("lethe.test.smollm2")),
                Optional.ofNullable(System.getenv("LETHE_TEST_SMOLLM2")),
                Optional.of(home + "/models/smollm2.gguf"))
            .flatMap(Optional::stream)
            .map(Path::of)
            .filter(Files::isRegularFile)
            .findFirst();
    Assumptions.assumeTrue(
        found.isPresent(), "found no SmolLM2; set LETHE_TEST_SMOLLM2 or run lethe models pull");
    return found.orElseThrow();
  }

  String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /** What clients call the model. */
  String model() {
    return MODEL;
  }

  /** Deletes all sessions and expects every block of the pool to be free then. */
  void forgetEverything(Client client) {
    BlockPool pool = server.engine().pool();
    Instant end = Instant.now().plus(Duration.ofSeconds(20));
    do {
      for (JsonNode session : client.get("/v1/sessions").json().path("data")) {
        client.delete("/v1/sessions/" + session.path("id").asString());
      }
      // Who went away in the middle of an answer is noticed with its next token.
    } while (pool.freeBlocks() < pool.capacity() && Instant.now().isBefore(end));
    assertThat(pool.freeBlocks()).isEqualTo(pool.capacity());
    pool.checkIntegrity(List.of());
  }

  @Override
  public void close() {
    server.close();
    ownFolder.ifPresent(Site::delete);
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
