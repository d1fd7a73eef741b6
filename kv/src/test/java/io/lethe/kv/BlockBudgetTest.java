package io.lethe.kv;

import static io.lethe.kv.BlockSamples.SMALL;
import static io.lethe.kv.BlockSamples.SMALL_FILE_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.kv.BlockSamples.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store evicts, refuses and cleans up. */
class BlockBudgetTest {
  @TempDir private Path folder;

  @Test
  void theLeastRecentlyUsedBlockGoesFirst() {
    BlockStore store = BlockSamples.store(folder, 3 * SMALL_FILE_BYTES);
    BlockId a = SMALL.sample(1).putInto(store).id();
    BlockId b = SMALL.sample(2).putInto(store).id();
    BlockId c = SMALL.sample(3).putInto(store).id();
    use(store, a);
    BlockId d = SMALL.sample(4).putInto(store).id();
    assertThat(held(store, a, b, c, d)).containsExactly(a, c, d);
    SMALL.sample(1).putInto(store); // known: counts as a use
    BlockId e = SMALL.sample(5).putInto(store).id();
    BlockId f = SMALL.sample(6).putInto(store).id();
    assertThat(held(store, a, c, d, e, f)).containsExactly(a, e, f);
  }

  @Test
  void theOrderOfUseSurvivesARestart() {
    BlockStore before = BlockSamples.store(folder, 3 * SMALL_FILE_BYTES);
    BlockId a = SMALL.sample(1).putInto(before).id();
    BlockId b = SMALL.sample(2).putInto(before).id();
    BlockId c = SMALL.sample(3).putInto(before).id();
    use(before, a);
    BlockStore after = BlockSamples.store(folder, 3 * SMALL_FILE_BYTES);
    SMALL.sample(4).putInto(after);
    assertThat(held(after, a, b, c)).containsExactly(a, c);
  }

  @Test
  void aSmallerBudgetHoldsFromTheFirstPutOn() throws IOException {
    BlockStore before = BlockSamples.store(folder, 20 * SMALL_FILE_BYTES);
    for (int seed = 0; seed < 20; seed++) {
      SMALL.sample(seed).putInto(before);
    }
    SMALL.sample(20).putInto(BlockSamples.store(folder, 5 * SMALL_FILE_BYTES));
    assertThat(BlockSamples.filesBytes(folder)).isEqualTo(5 * SMALL_FILE_BYTES);
  }

  @Test
  void anOpenBlockIsNotEvicted() {
    BlockStore store = BlockSamples.store(folder, 2 * SMALL_FILE_BYTES);
    Sample open = SMALL.sample(1);
    BlockId a = open.putInto(store).id();
    StoredBlock.Found first = (StoredBlock.Found) store.open(a);
    StoredBlock.Found second = (StoredBlock.Found) store.open(a);
    BlockId b = SMALL.sample(2).putInto(store).id();
    BlockId c = SMALL.sample(3).putInto(store).id();
    assertThat(held(store, a, b, c)).containsExactly(a, c);
    first.close();
    BlockId d = SMALL.sample(4).putInto(store).id();
    assertThat(held(store, a, c, d)).containsExactly(a, d);
    assertThat(open.isIn(second)).isTrue();
    second.close();
    SMALL.sample(5).putInto(store);
    SMALL.sample(6).putInto(store);
    assertThat(held(store, a)).isEmpty();
  }

  @Test
  void aBlockAboveTheBudgetIsRefusedAndNothingIsEvicted() {
    BlockStore store = BlockSamples.store(folder, 2 * SMALL_FILE_BYTES);
    BlockId a = SMALL.sample(1).putInto(store).id();
    BlockId b = SMALL.sample(2).putInto(store).id();
    Sample large = new BlockSamples(BlockSamples.TINY, 512).sample(3);
    Storing storing = large.putInto(store);
    assertThat(storing)
        .isInstanceOfSatisfying(
            Storing.Refused.class,
            it ->
                assertThat(it.reason())
                    .isEqualTo(
                        "found a budget of 17408 bytes, 0 of them in use, wanted 94208 for the block "
                            + storing.id()
                            + "; give the store more"));
    assertThat(held(store, a, b, storing.id())).containsExactly(a, b);
  }

  @Test
  void openBlocksThatFillTheBudgetRefuseOthersAndNothingIsEvicted() {
    BlockStore store = BlockSamples.store(folder, 3 * SMALL_FILE_BYTES);
    BlockId a = SMALL.sample(1).putInto(store).id();
    BlockId b = SMALL.sample(2).putInto(store).id();
    BlockId c = SMALL.sample(3).putInto(store).id();
    Sample large = new BlockSamples(BlockSamples.TINY, 96).sample(4);
    try (StoredBlock.Found _ = (StoredBlock.Found) store.open(a);
        StoredBlock.Found _ = (StoredBlock.Found) store.open(b)) {
      Storing storing = large.putInto(store);
      assertThat(storing)
          .isEqualTo(
              new Storing.Refused(
                  storing.id(), 4096 + 96 * 144, 3 * SMALL_FILE_BYTES, 2 * SMALL_FILE_BYTES));
      assertThat(held(store, a, b, c)).containsExactly(a, b, c);
    }
    assertThat(large.putInto(store)).isInstanceOf(Storing.Written.class);
  }

  @Test
  void theBudgetHoldsAfterEveryPutOfTwoStoresOnOneFolder() throws IOException {
    long seed = 23;
    Random random = new Random(seed);
    long budget = 10 * SMALL_FILE_BYTES;
    List<BlockStore> stores =
        List.of(BlockSamples.store(folder, budget), BlockSamples.store(folder, budget));
    List<BlockId> known = new ArrayList<>();
    for (int fill = 1000; fill < 1010; fill++) {
      SMALL.sample(fill).putInto(stores.getFirst());
    }
    for (int round = 0; round < 400; round++) {
      BlockStore store = stores.get(random.nextInt(2));
      if (random.nextInt(3) == 0 && !known.isEmpty()) {
        use(store, known.get(random.nextInt(known.size())));
      }
      int slots = 32 * (1 + random.nextInt(3));
      Sample sample = new BlockSamples(BlockSamples.TINY, slots).sample(random.nextInt(60));
      known.add(sample.putInto(store).id());
      assertThat(store.holds(known.getLast())).as("seed %d round %d", seed, round).isTrue();
      assertThat(BlockSamples.filesBytes(folder))
          .as("seed %d round %d", seed, round)
          .isBetween(budget - 2 * (4096 + 96 * 144), budget)
          .isNotZero();
    }
  }

  @Test
  void whatKilledWritersLeftIsDeletedAndWhatLiveOnesWriteStays() throws Exception {
    Path parts = Files.createDirectories(folder.resolve("parts"));
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Path ofDead = Files.write(parts.resolve(dead.pid() + "-1.part"), new byte[100]);
    String alive = ProcessHandle.current().pid() + "-77.part";
    Path ofLiving = Files.write(parts.resolve(alive), new byte[100]);
    Path old = Files.write(parts.resolve("1-1.part"), new byte[100]);
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    Path others = Files.write(folder.resolve("notes.txt"), new byte[100]);
    BlockSamples.store(folder, 1 << 20);
    assertThat(ofDead).doesNotExist();
    assertThat(old).doesNotExist();
    assertThat(ofLiving).exists();
    assertThat(others).exists();
  }

  @Test
  void whatLiveWritersWriteCountsTowardsTheBudget() throws IOException {
    Path parts = Files.createDirectories(folder.resolve("parts"));
    Files.write(
        parts.resolve(ProcessHandle.current().pid() + "-77.part"),
        new byte[(int) SMALL_FILE_BYTES]);
    BlockStore store = BlockSamples.store(folder, 2 * SMALL_FILE_BYTES);
    BlockId a = SMALL.sample(1).putInto(store).id();
    BlockId b = SMALL.sample(2).putInto(store).id();
    assertThat(held(store, a, b)).containsExactly(b);
  }

  @Test
  void aDamagedLedgerIsWrittenAnew() throws IOException {
    BlockStore store = BlockSamples.store(folder, 3 * SMALL_FILE_BYTES);
    Random random = new Random(5);
    for (int seed = 0; seed < 20; seed++) {
      byte[] garbage = new byte[random.nextInt(40)];
      random.nextBytes(garbage);
      Files.write(folder.resolve("ledger"), garbage);
      assertThat(SMALL.sample(seed).putInto(store)).isInstanceOf(Storing.Written.class);
      assertThat(BlockSamples.filesBytes(folder))
          .isEqualTo(Math.min(seed + 1, 3) * SMALL_FILE_BYTES);
    }
  }

  @Test
  void aStoreWhoseFolderWasDeletedStartsAgain() throws IOException {
    BlockStore store = BlockSamples.store(folder.resolve("kv"), 3 * SMALL_FILE_BYTES);
    BlockId id = SMALL.sample(1).putInto(store).id();
    for (Path file : List.of(BlockSamples.file(store, id), store.folder().resolve("ledger"))) {
      Files.delete(file);
    }
    Files.delete(store.folder().resolve("parts"));
    Files.delete(store.folder());
    assertThat(store.open(id)).isInstanceOf(StoredBlock.Missing.class);
    assertThat(SMALL.sample(1).putInto(store)).isInstanceOf(Storing.Written.class);
  }

  @Test
  void aDiskThatRefusesIsToldAndCostsNoRoom() throws IOException {
    BlockStore store = BlockSamples.store(folder, 2 * SMALL_FILE_BYTES);
    SMALL.sample(1).putInto(store);
    Path parts = folder.resolve("parts");
    Files.delete(parts);
    Files.createFile(parts); // no part can be made there, whoever runs the test
    for (int seed = 2; seed < 10; seed++) {
      Sample sample = SMALL.sample(seed);
      assertThatThrownBy(() -> sample.putInto(store))
          .isInstanceOf(BlockStoreException.class)
          .hasMessageContaining("room for a block and leave to write it");
    }
    Files.delete(parts);
    SMALL.sample(2).putInto(store);
    assertThat(BlockSamples.filesBytes(folder)).isEqualTo(2 * SMALL_FILE_BYTES);
  }

  private static void use(BlockStore store, BlockId id) {
    if (store.open(id) instanceof StoredBlock.Found found) {
      found.close();
    }
  }

  private static List<BlockId> held(BlockStore store, BlockId... ids) {
    return List.of(ids).stream().filter(store::holds).toList();
  }
}
