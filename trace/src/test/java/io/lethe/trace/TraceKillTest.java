package io.lethe.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that write a trace and are killed. {@code -Dlethe.kills=100} kills more of them. */
class TraceKillTest {
  private static final int KILLS = Integer.getInteger("lethe.kills", 10);
  private static final long SEED = 4_242;

  @TempDir private Path folder = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void create() {
    file = folder.resolve("trace.jsonl");
    TraceWriter.create(file, Samples.opened(), Samples.CLOCK).close();
  }

  @Test
  void everyEventThatWasAcknowledgedSurvivesAKillAtAnyMoment() throws Exception {
    Random random = new Random(SEED);
    int acknowledged = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      String what = "kill " + kill + " of seed " + SEED;
      Process child = writing(random.nextLong());
      try (BufferedReader acknowledgements = child.inputReader(UTF_8)) {
        acknowledged = lastNumber(acknowledgements, acknowledged, 1 + random.nextInt(20));
        Thread.sleep(random.nextInt(20));
        child.toHandle().destroyForcibly(); // the process itself would close its output, too
        child.waitFor();
        acknowledged = lastNumber(acknowledgements, acknowledged, Integer.MAX_VALUE);
      }
      assertThat(child.exitValue()).as(what).isEqualTo(128 + 9);
      Trace trace = TraceReader.read(file);
      assertThat(trace.lines()).as(what).hasSizeGreaterThan(acknowledged);
      try (TraceWriter writer = TraceWriter.open(file, Samples.CLOCK).writer()) {
        TraceLine more = writer.append(new TraceEvent.Truncated(0)).getFirst();
        assertThat(more.number()).as(what).isEqualTo(trace.lines().size());
        acknowledged = more.number();
      }
      assertThat(TraceReader.read(file).lines().subList(0, trace.lines().size()))
          .as(what)
          .isEqualTo(trace.lines());
    }
  }

  @Test
  void aTraceThatAnotherProcessWritesIsRefusedAndTheOtherIsNamed() throws Exception {
    Process child = writing(1);
    try (BufferedReader acknowledgements = child.inputReader(UTF_8)) {
      lastNumber(acknowledgements, 0, 1);
      assertThatThrownBy(() -> TraceWriter.open(file, Samples.CLOCK))
          .isInstanceOf(TraceException.Locked.class)
          .hasMessageContaining("process " + child.pid());
      lastNumber(acknowledgements, 0, 1);
      assertThat(TraceReader.read(file).lines()).hasSizeGreaterThan(1);
    } finally {
      child.destroyForcibly().waitFor();
    }
    TraceWriter.open(file, Samples.CLOCK).writer().close();
  }

  /**
   * Reads so many acknowledgements, if there are as many, and returns the highest number so far.
   */
  private static int lastNumber(BufferedReader acknowledgements, int last, int lines)
      throws IOException {
    int number = last;
    for (int i = 0; i < lines; i++) {
      String line = acknowledgements.readLine();
      if (line == null || !line.endsWith(".")) {
        return number;
      }
      number = Integer.parseInt(line.substring(0, line.length() - 1));
    }
    return number;
  }

  private Process writing(long seed) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            file.toString(),
            Long.toString(seed))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Appends events as long as it lives, and says the number of each that is durable. */
  static final class Child {
    private Child() {}

    @SuppressWarnings("SystemOut") // the parent reads it
    public static void main(String[] arguments) {
      Random random = new Random(Long.parseLong(arguments[1]));
      TraceWriter.Continued continued = TraceWriter.open(Path.of(arguments[0]), Samples.CLOCK);
      TraceWriter writer = continued.writer();
      long[] position = {continued.trace().lines().size() * 1000L};
      for (int number = writer.events(); ; number += 2) {
        writer.append(
            Samples.random(random, number, position), Samples.random(random, number + 1, position));
        System.out.println(number + 1 + ".");
      }
    }
  }
}
