package io.lethe.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.engine.Engine;
import io.lethe.kv.BlockId;
import io.lethe.kv.BlockStore;
import io.lethe.kv.KvShape;
import io.lethe.kv.Storing;
import io.lethe.trace.TraceEvent;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestorationTest {
  private static final int TOLD = 13;

  @TempDir private Path home = Path.of("");
  @TempDir private Path other = Path.of("");
  private String digest = "";
  private List<Integer> nextAnswer = List.of();

  /** A session that is closed after some turns, and what it would have said had it gone on. */
  @BeforeEach
  void tell() {
    try (House house = House.open(home, House.tiny("qwen2"));
        Session session = house.plain("told")) {
      Story.tell(session, 0, TOLD);
      digest = session.digest();
    }
    try (House house = House.open(other, House.tiny("qwen2"));
        Session session = house.plain("told")) {
      Story.tell(session, 0, TOLD);
      nextAnswer = Story.say(session, TOLD).generation().tokens();
    }
  }

  private void opens(Class<? extends CacheOrigin> origin, String reason) {
    try (House house = House.open(home, House.tiny("qwen2"))) {
      opensIn(house, origin, reason);
    }
  }

  private void opensIn(House house, Class<? extends CacheOrigin> origin, String reason) {
    try (Session session = house.sessions().open("told")) {
      assertThat(session.origin()).isInstanceOf(origin);
      if (session.origin() instanceof CacheOrigin.Replayed(String why, int tokens)) {
        assertThat(why).contains(reason);
        assertThat(tokens).isBetween(1, session.length());
        boolean mapped = why.contains("were mapped");
        assertThat(tokens < session.length()).as("%s: %d", why, tokens).isEqualTo(mapped);
      }
      assertThat(session.digest()).isEqualTo(digest);
      assertThat(session.turn()).isEqualTo(TOLD);
      house.checkIntegrity(session);
      Answer answer = Story.say(session, TOLD);
      assertThat(answer.cache()).isInstanceOf(origin);
      assertThat(answer.generation().tokens()).isEqualTo(nextAnswer);
      assertThat(Story.say(session, TOLD + 1).cache()).isInstanceOf(CacheOrigin.Live.class);
    }
  }

  /** The files of the blocks that the session is opened from. */
  private List<Path> lastBlocks() {
    TraceEvent.Checkpoint last =
        Sessions.traces(home, Clock.systemUTC()).read("told").events().stream()
            .filter(TraceEvent.Checkpoint.class::isInstance)
            .map(TraceEvent.Checkpoint.class::cast)
            .reduce((_, later) -> later)
            .orElseThrow();
    return last.blocks().stream()
        .map(block -> House.block(home, block.id().orElseThrow()))
        .toList();
  }

  @Test
  void aSessionOpensFromTheDiskAsIfItHadNeverBeenClosed() {
    opens(CacheOrigin.Restored.class, "");
  }

  @Test
  void anOpenedSessionReadsNothingAgain() {
    try (House house = House.open(home, House.tiny("qwen2"));
        Session session = house.sessions().open("told")) {
      int length = session.length();
      Answer answer = Story.ask(session, "And now?");
      assertThat(answer.read() + answer.generation().tokens().size())
          .isEqualTo(session.length() - length);
    }
  }

  @Test
  void aDamagedBlockIsNoticedAndComputedAgain() throws IOException {
    Path block = lastBlocks().get(1);
    byte[] bytes = Files.readAllBytes(block);
    bytes[bytes.length - 5000] ^= 0x10;
    Files.write(block, bytes);
    opens(CacheOrigin.Replayed.class, "a block is damaged");
  }

  @Test
  void everyBlockMayBeDamaged() throws IOException {
    for (Path block : House.blocks(home)) {
      byte[] bytes = Files.readAllBytes(block);
      bytes[bytes.length / 2] ^= 1;
      Files.write(block, bytes);
    }
    opens(CacheOrigin.Replayed.class, "a block is damaged");
  }

  @Test
  void missingBlocksAreComputedAgain() throws IOException {
    for (Path block : House.blocks(home)) {
      Files.delete(block);
    }
    opens(CacheOrigin.Replayed.class, "is not on the disk any more");
  }

  @Test
  void aForeignBlockIsNoticedAndComputedAgain() throws IOException {
    Path foreign;
    try (Engine engine = Engine.open(House.tiny("qwen2"));
        Arena arena = Arena.ofConfined()) {
      KvShape shape = engine.pool().shape();
      BlockStore store =
          new BlockStore(
              other.resolve("foreign").resolve("blocks"), shape, new byte[] {1, 2, 3}, 1 << 30);
      MemorySegment block = arena.allocate(engine.pool().blockBytes());
      Storing stored = store.put(block, engine.pool().slots(), 1, new byte[32]);
      BlockId id = ((Storing.Written) stored).id();
      assertThat(store.holds(id)).isTrue();
      try (var files = Files.walk(store.folder())) {
        foreign =
            files
                .filter(file -> file.toString().contains(id.hex().substring(8)))
                .findFirst()
                .orElseThrow();
      }
    }
    for (Path block : House.blocks(home)) {
      Files.copy(foreign, block, StandardCopyOption.REPLACE_EXISTING);
    }
    opens(CacheOrigin.Replayed.class, "foreign");
  }

  @Test
  void blocksOfAnotherSizeAreComputedAgain() {
    try (House house = House.open(home, House.tiny("qwen2").withSlots(64))) {
      opensIn(house, CacheOrigin.Replayed.class, "blocks of 32 columns were stored");
    }
  }

  @Test
  void anotherModelIsRefusedByName() {
    try (House house = House.open(home, House.tiny("qwen3"))) {
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(() -> house.sessions().open("told")))
          .asInstanceOf(InstanceOfAssertFactories.throwable(SessionException.OtherModel.class))
          .hasMessageContaining("told");
    }
  }
}
