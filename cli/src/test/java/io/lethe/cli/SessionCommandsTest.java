package io.lethe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.trace.TokenIds;
import io.lethe.trace.Trace;
import io.lethe.trace.TraceEvent;
import io.lethe.trace.TraceEvent.Generated;
import io.lethe.trace.TraceReader;
import io.lethe.trace.TraceWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Chats over sessions, and what can be done with them afterwards, on a tiny random model. */
class SessionCommandsTest {
  private static final Path MODEL =
      Path.of("..", "model", "src", "test", "resources", "io", "lethe", "model", "tiny")
          .resolve("qwen2.gguf");

  @TempDir private Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void bringTheModel() throws IOException {
    Path models = Files.createDirectories(home.resolve("models"));
    Files.copy(MODEL, models.resolve("smollm2.gguf"));
  }

  @Test
  void aPipedChatForgetsLeavesComesBackAndIsReplayed() {
    assertThat(chat("work", "the cat", "the dog", "/forget 0", "/forget 99", "the cat")).isZero();
    assertThat(out.toString())
        .containsPattern("Turn 2: forgot \\d+ columns? of part 0, by user\\.")
        .contains("lethe: found part 99, wanted 0 to 3");

    assertThat(chat("work", "/parts", "/why", "the dog", "/stats")).isZero();
    assertThat(out.toString())
        .startsWith("Session work goes on: 3 turns, ")
        .contains(", mapped from disk in ")
        .containsPattern(
            "(?m)^0 +0 +user +text +0 of \\d+ +forgotten since turn 2 by user +the cat$")
        .containsPattern("(?m)^2 +1 +user +text +\\d+ +live +the dog$")
        .contains("reading the live columns again would take about ");

    assertThat(run("replay", "work")).isZero();
    assertThat(out.toString()).contains("4 turns, ").contains("the same: ");
    assertThat(run("replay", "work", "--threads", "1", "--json")).isZero();
    assertThat(json().get("checked").asInt()).isPositive();
    assertThat(json().get("states_compared").asInt()).isEqualTo(1);
    assertThat(json().has("divergence")).isFalse();
  }

  @Test
  void aTokenThatTheModelDidNotChooseIsTheFirstDivergence() {
    assertThat(chat("work", "the cat", "/pin 0", "the dog")).isZero();
    Trace trace = TraceReader.read(home.resolve("sessions").resolve("work").resolve("trace.jsonl"));
    Path forged = home.resolve("forged.jsonl");
    int event = forge(trace, forged);
    assertThat(run("replay", forged.toString())).isEqualTo(ExitCode.DISAGREEMENT.code());
    assertThat(out.toString()).contains("DIFFERS at event " + event + ", token 0: recorded ");
    assertThat(run("replay", forged.toString(), "--json")).isEqualTo(ExitCode.DISAGREEMENT.code());
    assertThat(json().get("divergence").get("event").asInt()).isEqualTo(event);
    assertThat(run("replay", forged.toString(), "--without-deletions")).isZero();
  }

  /** Writes a sound trace in which the first token of the last answer is another one. */
  private static int forge(Trace trace, Path file) {
    List<TraceEvent> events =
        trace.events().stream().filter(each -> !(each instanceof TraceEvent.Checkpoint)).toList();
    int forged = -1;
    for (int i = 0; i < events.size(); i++) {
      forged = events.get(i) instanceof Generated ? i : forged;
    }
    try (TraceWriter writer = TraceWriter.create(file, trace.opened(), Clock.systemUTC())) {
      for (int i = 1; i < events.size(); i++) {
        writer.append(i == forged ? other((Generated) events.get(i)) : events.get(i));
      }
    }
    return forged;
  }

  private static Generated other(Generated event) {
    int[] tokens = event.tokens().toArray();
    tokens[0] = tokens[0] == 5 ? 6 : 5;
    return new Generated(
        event.turn(),
        event.part(),
        event.firstPosition(),
        TokenIds.of(tokens),
        event.text(),
        event.sampling(),
        event.maxTokens(),
        event.stops(),
        event.finish());
  }

  @Test
  void aSessionCanBeginWhereAnotherOneOnceWas() {
    assertThat(chat("work", "the cat", "the dog", "the cat")).isZero();
    assertThat(run("replay", "work", "--until", "0", "--as", "early")).isZero();
    assertThat(out.toString()).startsWith("early is work as it was after turn 0: 1 turn, ");
    assertThat(run("replay", "work", "--until", "0", "--json")).isZero();
    assertThat(json().get("turns").asInt()).isEqualTo(1);
    assertThat(chat("early", "/parts")).isZero();
    assertThat(out.toString()).contains("the cat").hasLineCount(4); // a welcome, a heading, 2 parts
    assertThat(run("replay", "work", "--until", "7")).isEqualTo(ExitCode.USAGE.code());
    assertThat(err.toString()).startsWith("lethe: found --until 7, wanted 0 to 2; ");
    assertThat(run("replay", "work", "--as", "late")).isEqualTo(ExitCode.USAGE.code());
  }

  @Test
  void everyCommandOfAChatAnswersInPlaceAndAFailureEndsNothing() throws IOException {
    Path log = home.resolve("build.log");
    Files.writeString(log, "INFO the cat\nINFO the dog\n".repeat(4));
    assertThat(
            chat(
                "work",
                "/read " + log,
                "the cat",
                "/read " + home.resolve("nothing"),
                "the dog",
                "/pin 0",
                "/forget 0",
                "/unpin 0",
                "/repair 0 25%",
                "/repair 0",
                "/redact 3",
                "/forget 3",
                "/close",
                "/map",
                "/recall dog",
                "/recall #0",
                "the cat",
                "/fork other",
                "/fork other",
                "/map",
                "/forget x",
                "/reset",
                "/help"))
        .isZero();
    assertThat(out.toString())
        .contains("build.log (log, about ")
        .contains("lethe: found no file " + home.resolve("nothing"))
        .contains("Pinned 0")
        .contains("lethe: part 0 is pinned; unpin it first")
        .contains("Turn 2: repaired after forgetting ")
        .contains("wanted parts and then their share")
        .contains("Turn 2: redacted ")
        .contains("lethe: found nothing left of part [3]")
        .contains("Holes closed: the next position was ")
        .contains("█ live")
        .containsPattern("(?m)^#0 +forgotten +.*dog")
        .contains("other is a copy that shares ")
        .contains("wanted a new name")
        .contains("▓ live, shared")
        .contains("lethe: found \"x\", wanted numbers of /parts; write for example /forget 4 5")
        .contains("Session work stays as it is.")
        .contains("/why");
    assertThat(run("replay", "work")).isZero();
    assertThat(run("replay", "other")).isZero();
  }

  @Test
  void aTemporaryChatKeepsNothingAndCanStartAnew() {
    assertThat(
            chat(null, "the cat", "/fork kept", "/reset", "/parts", "/dance", "/quit", "the cat"))
        .isZero();
    assertThat(out.toString())
        .contains("This session is temporary")
        .contains("A new conversation.")
        .doesNotContain("user  text")
        .contains("No command /dance");
    assertThat(run("sessions", "--json")).isZero();
    assertThat(json().size()).isZero();
  }

  @Test
  void aMessageThatDoesNotFitIsToldAndTheChatGoesOn() {
    String tooLong = "the cat " + "the dog ".repeat(400);
    assertThat(piped(tooLong + "\nthe cat\n", "chat", "--context", "512", "-n", "4")).isZero();
    assertThat(out.toString().lines().findFirst().orElseThrow())
        .startsWith("lethe: found room for ");
    assertThat(out.toString().lines().count()).isGreaterThan(1);
  }

  @Test
  void sessionsAreListedTracedAndDeleted() {
    assertThat(chat("one", "the cat")).isZero();
    assertThat(chat("two", "the cat", "the dog", "/forget 1")).isZero();
    assertThat(run("sessions", "--json")).isZero();
    assertThat(json().valueStream())
        .extracting(each -> each.get("name").asString() + " " + each.get("turns").asInt())
        .containsExactly("two 2", "one 1");
    assertThat(run("sessions")).isZero();
    assertThat(out.toString()).containsPattern("two +smollm2 +2 +\\d{4}-");
    assertThat(run("trace", "two")).isZero();
    assertThat(out.toString()).contains("the dog").contains("by user");
    assertThat(run("trace", "two", "--json")).isZero();
    assertThat(out.toString().lines())
        .allSatisfy(
            line -> assertThat(JsonMapper.shared().readTree(line).has("event")).as(line).isTrue());
    assertThat(run("sessions", "rm", "one")).isZero();
    assertThat(run("sessions", "rm", "one")).isEqualTo(ExitCode.INPUT.code());
    assertThat(run("trace", "one")).isEqualTo(ExitCode.INPUT.code());
    assertThat(err.toString()).startsWith("lethe: ").contains("found no session").hasLineCount(1);
  }

  @Test
  void aSessionGoesOnAsItWasBegun() throws IOException {
    String[] chat = {"chat", "-s", "work", "--policy", "default", "--budget", "90", "-n", "4"};
    assertThat(piped("the cat\n", chat)).isZero();
    assertThat(piped("the dog\n", chat)).isZero();
    assertThat(piped("the dog\n", "chat", "-s", "work", "--policy", "none"))
        .isEqualTo(ExitCode.USAGE.code());
    assertThat(err.toString()).contains("was begun with policies default and a budget of 90");
    assertThat(piped("", "chat", "--policy", "amnesia")).isEqualTo(ExitCode.USAGE.code());
    assertThat(err.toString()).contains("no policy is called 'amnesia'");
    Path other = MODEL.resolveSibling("qwen3.gguf");
    assertThat(piped("", "chat", "-s", "work", "-m", other.toString()))
        .isEqualTo(ExitCode.INPUT.code());
    assertThat(err.toString()).contains("session work was made by smollm2");
    assertThat(run("replay", "work", "-m", other.toString())).isEqualTo(ExitCode.INPUT.code());
  }

  @Test
  void aChatForgetsWhatIsAttendedLeastAndIsReplayed() {
    String[] chat = {
      "chat", "-s", "work", "--policy", "least-attended", "--budget", "90", "-n", "4", "--greedy"
    };
    assertThat(piped("the cat\nthe dog\nthe cat\nthe dog\nthe cat\n", chat)).isZero();
    assertThat(out.toString())
        .containsPattern(
            "turn \\d+: forgot \\d+ columns of part \\d+, by least-attended: hardly attended");
    assertThat(run("replay", "work")).isZero();
    assertThat(out.toString()).contains("5 turns, ").contains("the same: ");
  }

  private int chat(@Nullable String session, String... lines) {
    String input = String.join("\n", lines) + "\n";
    return session == null
        ? piped(input, "chat", "--greedy", "-n", "6")
        : piped(input, "chat", "--greedy", "-n", "6", "--session", session);
  }

  private JsonNode json() {
    return JsonMapper.shared().readTree(out.toString());
  }

  private int run(String... arguments) {
    return Invocation.run(home, out, err, arguments);
  }

  /** Runs a command with something to read on its standard input. */
  private int piped(String input, String... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    try {
      return run(arguments);
    } finally {
      System.setIn(before);
    }
  }
}
