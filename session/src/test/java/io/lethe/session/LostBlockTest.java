package io.lethe.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.trace.PartKind;
import io.lethe.trace.TraceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A block that is lost costs what comes after it, never what stands before. */
class LostBlockTest {
  private static final Pattern MAPPED = Pattern.compile("columns of the first (\\d+) tokens");
  private static final int SLOTS = 32;

  @TempDir private Path home = Path.of("");
  @TempDir private Path copy = Path.of("");

  /** The blocks of the last checkpoint. */
  private static List<Path> lastBlocks(Path home) {
    TraceEvent.Checkpoint last =
        Sessions.traces(home, Clock.systemUTC()).read("s").events().stream()
            .filter(TraceEvent.Checkpoint.class::isInstance)
            .map(TraceEvent.Checkpoint.class::cast)
            .reduce((_, later) -> later)
            .orElseThrow();
    return last.blocks().stream()
        .map(block -> House.block(home, block.id().orElseThrow()))
        .toList();
  }

  /** Opens a copy without one of its last blocks; returns how many tokens' columns were mapped. */
  private int openWithout(int block, String digest, List<Integer> nextAnswer) throws IOException {
    Path without = copy.resolve("without-" + block);
    try (var files = Files.walk(home)) {
      for (Path file : files.toList()) {
        Files.copy(file, without.resolve(home.relativize(file).toString()));
      }
    }
    Files.delete(lastBlocks(without).get(block));
    try (House house = House.open(without, House.tiny("qwen2"));
        Session session = house.sessions().open("s")) {
      assertThat(session.origin()).isInstanceOf(CacheOrigin.Replayed.class);
      assertThat(session.digest()).isEqualTo(digest);
      house.checkIntegrity(session);
      String reason = ((CacheOrigin.Replayed) session.origin()).reason();
      assertThat(reason).contains("is not on the disk any more");
      assertThat(Story.say(session, session.turn()).generation().tokens()).isEqualTo(nextAnswer);
      Matcher mapped = MAPPED.matcher(reason);
      return mapped.find() ? Integer.parseInt(mapped.group(1)) : 0;
    }
  }

  @Test
  void whicheverItIsTheStateIsTheSameToTheBit() throws IOException {
    String digest;
    List<Integer> next;
    try (House house = House.open(home, House.tiny("qwen2"));
        Session session = house.plain("s")) {
      Story.tell(session, 0, 13);
      digest = session.digest();
      try (Session goesOn = session.fork("next")) {
        next = Story.say(goesOn, goesOn.turn()).generation().tokens();
      }
    }
    List<Integer> mapped = new ArrayList<>();
    for (int block = 0; block < lastBlocks(home).size(); block += 4) {
      mapped.add(openWithout(block, digest, next));
    }
    assertThat(mapped).hasSizeGreaterThan(5).isSorted().startsWith(0, 64);
  }

  @Test
  void everythingBeforeItIsMapped() throws IOException {
    String digest;
    List<Integer> next;
    try (House house = House.open(home, House.tiny("qwen2"));
        Session session = house.plain("s")) {
      Story.say(session, 0, Piece.user("word ".repeat(40)));
      digest = session.digest();
      try (Session goesOn = session.fork("next")) {
        next = Story.say(goesOn, goesOn.turn()).generation().tokens();
      }
    }
    assertThat(lastBlocks(home)).hasSizeGreaterThan(4);
    assertThat(openWithout(3, digest, next)).isEqualTo(3 * SLOTS);
  }

  @Test
  void whatWasForgottenAfterOthersReadItIsComputedWithThem() throws IOException {
    String digest;
    List<Integer> next;
    int first;
    try (House house = House.open(home, House.tiny("qwen2"));
        Session session = house.plain("s")) {
      Story.say(
          session,
          0,
          Piece.user("word ".repeat(12)),
          Piece.attached(PartKind.LOG, "log", "step ".repeat(12)),
          Piece.user("word ".repeat(40)));
      session.forget(List.of(1), "read", "user");
      Story.say(session, 1);
      digest = session.digest();
      first = session.part(1).firstToken();
      try (Session goesOn = session.fork("next")) {
        next = Story.say(goesOn, goesOn.turn()).generation().tokens();
      }
    }
    assertThat(first).isGreaterThan(SLOTS);
    assertThat(openWithout(first / SLOTS + 1, digest, next)).isEqualTo(first);
  }
}
