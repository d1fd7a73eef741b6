package io.lethe.acceptance;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** {@code lethe serve} in a process of its own, which can be killed. */
final class ServerProcess {
  private final Process process;
  private final int port;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts with the real small model and waits until it answers. Skips the test without one. */
  static ServerProcess start(Path home) {
    Path model = Site.smallModel();
    try {
      int port;
      try (ServerSocket probe = new ServerSocket(0)) {
        port = probe.getLocalPort();
      }
      List<String> command = new ArrayList<>();
      command.add(ProcessHandle.current().info().command().orElseThrow());
      command.add("--add-modules=jdk.incubator.vector");
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0");
      command.add("-XX:+UseSerialGC");
      command.add("-cp");
      command.add(System.getProperty("java.class.path"));
      command.add("io.lethe.cli.Lethe");
      command.addAll(
          List.of("serve", "--model", model.toString(), "--port", Integer.toString(port)));
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(home.resolve("server.log").toFile()));
      builder.environment().put("LETHE_HOME", home.toString());
      ServerProcess server = new ServerProcess(builder.start(), port);
      server.await(home);
      return server;
    } catch (IOException e) {
      throw new IllegalStateException("the server did not start", e);
    }
  }

  private void await(Path home) throws IOException {
    Instant end = Instant.now().plus(Duration.ofMinutes(2));
    try (Client client = new Client(url())) {
      while (Instant.now().isBefore(end) && process.isAlive()) {
        try {
          if (client.get("/health").status() == 200) {
            return;
          }
        } catch (IllegalStateException _) {
          // It does not listen yet.
        }
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
    throw new IllegalStateException(
        "the server did not come up: " + Files.readString(home.resolve("server.log")));
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  String model() {
    return "smollm2";
  }

  /** Ends it at once, as the system does where memory is short. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
