package io.lethe.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.trace.TraceEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that hold a conversation and are killed. {@code -Dlethe.kills=100} kills more. */
class SessionKillTest {
  private static final int KILLS = Integer.getInteger("lethe.kills", 10);
  private static final long SEED = 1_966;

  @TempDir private Path home = Path.of("");

  @Test
  void everyAnswerThatWasGivenSurvivesAKillAtAnyMoment() throws Exception {
    Random random = new Random(SEED);
    Map<Integer, String> answered = new HashMap<>();
    for (int kill = 0; kill < KILLS; kill++) {
      Process child = talking();
      try (BufferedReader answers = child.inputReader(UTF_8)) {
        note(answers, answered, 1 + random.nextInt(8));
        Thread.sleep(random.nextInt(15));
        child.toHandle().destroyForcibly(); // the process itself would close its output, too
        child.waitFor();
        note(answers, answered, Integer.MAX_VALUE);
      }
      assertThat(child.exitValue()).as("kill %d of seed %d", kill, SEED).isEqualTo(128 + 9);
    }
    try (House house = House.open(home, House.tiny("qwen2"))) {
      int turns;
      try (Session session = house.sessions().open("s")) {
        turns = session.turn();
        assertThat(turns).isGreaterThanOrEqualTo(answered.size());
        Story.say(session, turns);
      }
      Map<Integer, String> traced = new HashMap<>();
      for (TraceEvent event : house.sessions().trace("s").events()) {
        if (event instanceof TraceEvent.Generated generated) {
          traced.put(generated.turn(), spelled(generated.tokens().toArray()));
        }
      }
      assertThat(answered).isNotEmpty();
      assertThat(traced).containsAllEntriesOf(answered);
      Replay.Report report =
          house.sessions().replay("s", Replay.Deletions.AS_RECORDED, OptionalInt.empty());
      assertThat(report.divergence()).isEmpty();
      assertThat(report.turns()).isEqualTo(turns + 1);
    }
  }

  /** Reads so many answers, if there are as many. */
  private static void note(BufferedReader answers, Map<Integer, String> into, int lines)
      throws IOException {
    for (int i = 0; i < lines; i++) {
      String line = answers.readLine();
      if (line == null || !line.endsWith(".")) {
        return;
      }
      String[] words = line.substring(0, line.length() - 1).split(" ", 2);
      into.put(Integer.parseInt(words[0]), words[1]);
    }
  }

  private static String spelled(int[] tokens) {
    return java.util.Arrays.toString(tokens);
  }

  private Process talking() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            home.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Goes on with the conversation as long as it lives, and says each answer that it was given. */
  static final class Child {
    private Child() {}

    @SuppressWarnings("SystemOut") // the parent reads it
    public static void main(String[] arguments) {
      House house = House.open(Path.of(arguments[0]), House.tiny("qwen2").withColumns(4096));
      Sessions sessions = house.sessions();
      Session session = sessions.contains("s") ? sessions.open("s") : house.plain("s");
      while (true) {
        int turn = session.turn();
        Answer answer = Story.say(session, turn);
        System.out.println(
            turn
                + " "
                + spelled(answer.generation().tokens().stream().mapToInt(i -> i).toArray())
                + ".");
        if (session.columns() > 400) {
          List<Integer> oldest =
              session.parts().stream()
                  .filter(part -> part.columns() > 0)
                  .limit(3)
                  .map(SessionPart::id)
                  .toList();
          session.forget(oldest, "room", "user");
        }
      }
    }
  }
}
