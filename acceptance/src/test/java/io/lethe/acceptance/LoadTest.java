package io.lethe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many clients at once, half of whom go away in the middle. */
class LoadTest {
  private static final int CLIENTS = Integer.getInteger("lethe.clients", 32);

  @Test
  void everyStreamSaysWhatItWouldSayAloneAndNoBlockIsLost() throws Exception {
    try (Site site = Site.open();
        Client client = new Client(site.url())) {
      List<Map<String, Object>> chats =
          IntStream.range(0, CLIENTS).mapToObj(i -> chat(site, i)).toList();
      List<String> alone = new ArrayList<>();
      for (Map<String, Object> chat : chats) {
        alone.add(client.stream(chat, Integer.MAX_VALUE).text());
      }
      site.forgetEverything(client);

      List<Future<Client.Said>> said = new ArrayList<>();
      try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < CLIENTS; i++) {
          int number = i;
          said.add(
              clients.submit(() ->
                  client.stream(
                      chats.get(number), number % 2 == 0 ? Integer.MAX_VALUE : 1 + number % 5)));
        }
      }
      for (int i = 0; i < CLIENTS; i++) {
        Client.Said one = said.get(i).get();
        if (one.ending() == Client.Ending.LEFT) {
          assertThat(alone.get(i)).as("client " + i).startsWith(one.text());
        } else {
          assertThat(one.ending()).as("client " + i).isEqualTo(Client.Ending.DONE);
          assertThat(one.text()).as("client " + i).isEqualTo(alone.get(i));
        }
      }
      site.forgetEverything(client);
    }
  }

  /** Of some length from a few tokens to some hundreds; some begin alike, and so share columns. */
  private static Map<String, Object> chat(Site site, int number) {
    String story = "The sea was calm and the ship was slow. ".repeat(number % 7 * 4);
    return Client.chat(
        site.model(),
        List.of(
            Client.message("system", number % 3 == 0 ? "Be brief." : "You are a poet."),
            Client.message("user", story + "Go on with number " + number + ".")),
        6 + number % 4 * 6);
  }
}
