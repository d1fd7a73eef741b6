package io.lethe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A server that is killed while it writes. {@code -Dlethe.server.kills=20} does it more often. */
class KillTest {
  private static final int KILLS = Integer.getInteger("lethe.server.kills", 2);

  @TempDir private Path home;

  @Test
  void theSessionGoesOnFromItsLastAnswerAndReadsNothingAgain() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(41);
    List<Map<String, Object>> messages = new ArrayList<>();
    messages.add(
        Client.message("system", "You are a careful archivist. " + "Note all. ".repeat(40)));
    ServerProcess server = ServerProcess.start(home);
    try {
      for (int kill = 0; kill < KILLS; kill++) {
        messages.add(Client.message("user", "Tell me of archive number " + kill + "."));
        try (Client client = new Client(server.url())) {
          Client.Said answered = client.stream(Client.chat(server.model(), messages, 16), 99);
          assertThat(answered.ending()).isEqualTo(Client.Ending.DONE);
          messages.add(Client.message("assistant", answered.text()));

          List<Map<String, Object>> next = new ArrayList<>(messages);
          next.add(Client.message("user", "And what else is there?"));
          Client.Said cut =
              client.stream(Client.chat(server.model(), next, 200), 1 + random.nextInt(8));
          server.kill();
          assertThat(cut.ending()).isEqualTo(Client.Ending.LEFT);
        }
        server = ServerProcess.start(home);
        try (Client client = new Client(server.url())) {
          List<Map<String, Object>> next = new ArrayList<>(messages);
          next.add(Client.message("user", "And what else is there?"));
          Client.Answer answer =
              client.post("/v1/chat/completions", Client.chat(server.model(), next, 8));
          assertThat(answer.status()).as(answer.text()).isEqualTo(200);
          JsonNode usage = answer.json().path("usage");
          assertThat(answer.json().path("lethe").path("cache").asString()).isIn("restored", "live");
          int read =
              usage.path("prompt_tokens").asInt()
                  - usage.path("prompt_tokens_details").path("cached_tokens").asInt();
          assertThat(read).as(answer.text()).isLessThan(40);
        }
      }
    } finally {
      server.kill();
    }
  }
}
