package io.lethe.kv;

import static io.lethe.kv.BlockSamples.SMALL;
import static io.lethe.kv.BlockSamples.TINY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.kv.BlockSamples.Sample;
import io.lethe.tensor.Layouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockStoreTest {
  private static final long PLENTY = 1 << 20;

  @TempDir private Path folder;

  @Test
  void whatIsPutIsFoundBitForBit() {
    long seed = 11;
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      KvShape shape = new KvShape(1 + random.nextInt(2), 1 + random.nextInt(2), 4);
      BlockStore store = new BlockStore(folder, shape, new byte[] {1}, 16 << 20);
      int slots = 32 * (1 + random.nextInt(6));
      Sample sample =
          new BlockSamples(shape, slots).sample(random.nextLong(), 1 + random.nextInt(slots));
      Storing storing = sample.putInto(store);
      assertThat(storing).isInstanceOf(Storing.Written.class);
      try (StoredBlock.Found found = found(store, storing.id())) {
        assertThat(sample.isIn(found)).as("seed %d round %d", seed, round).isTrue();
        assertThat(found.payload().address() % 4096).isZero();
        assertThat(found.payload().isReadOnly()).isTrue();
      }
    }
  }

  @Test
  void equalBlocksAreStoredOnce() throws IOException {
    BlockStore store = BlockSamples.store(folder, PLENTY);
    Storing first = SMALL.sample(1).putInto(store);
    long bytes = BlockSamples.filesBytes(folder);
    Storing second = SMALL.sample(1).putInto(store);
    assertThat(first).isEqualTo(new Storing.Written(first.id(), BlockSamples.SMALL_FILE_BYTES));
    assertThat(second).isEqualTo(new Storing.Known(first.id()));
    assertThat(BlockSamples.filesBytes(folder)).isEqualTo(bytes);
  }

  @Test
  void theNameDependsOnEverythingThatMakesTheColumns() {
    BlockStore store = BlockSamples.store(folder, PLENTY);
    byte[] digests = new byte[64];
    BlockId id = store.id(32, 2, digests);
    byte[] others = digests.clone();
    others[63] = 1;
    assertThat(store.id(32, 2, digests.clone())).isEqualTo(id);
    assertThat(
            List.of(
                store.id(64, 2, digests),
                store.id(32, 1, new byte[32]),
                store.id(32, 2, others),
                new BlockStore(folder, TINY, new byte[] {9}, PLENTY).id(32, 2, digests),
                new BlockStore(folder, new KvShape(2, 1, 4), BlockSamples.MODEL, PLENTY)
                    .id(32, 2, digests)))
        .doesNotHaveDuplicates()
        .doesNotContain(id);
  }

  @Test
  void aStoreOpenedAgainHasItsBlocks() {
    Sample sample = SMALL.sample(5);
    BlockId id = sample.putInto(BlockSamples.store(folder, PLENTY)).id();
    BlockStore again = BlockSamples.store(folder, PLENTY);
    assertThat(again.holds(id)).isTrue();
    try (StoredBlock.Found found = found(again, id)) {
      assertThat(sample.isIn(found)).isTrue();
    }
    assertThat(sample.putInto(again)).isInstanceOf(Storing.Known.class);
  }

  @Test
  void manyBlocksOpenInTheOrderAskedFor() {
    BlockStore store = BlockSamples.store(folder, PLENTY);
    List<Sample> samples = new ArrayList<>();
    List<BlockId> ids = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      samples.add(SMALL.sample(i));
      ids.add(i % 7 == 3 ? samples.get(i).idIn(store) : samples.get(i).putInto(store).id());
    }
    List<StoredBlock> opened = store.openAll(ids, 3);
    for (int i = 0; i < 50; i++) {
      switch (opened.get(i)) {
        case StoredBlock.Missing missing -> assertThat(i % 7).isEqualTo(3);
        case StoredBlock.Found found -> {
          assertThat(samples.get(i).isIn(found)).isTrue();
          found.close();
        }
        case StoredBlock.Damaged damaged -> throw new AssertionError(damaged);
        case StoredBlock.Foreign foreign -> throw new AssertionError(foreign);
      }
    }
    assertThat(store.openAll(List.of(), 2)).isEmpty();
  }

  @Test
  void aBlockNeverPutIsMissing() {
    BlockId id = new BlockId("0".repeat(64));
    assertThat(BlockSamples.store(folder, PLENTY).open(id)).isEqualTo(new StoredBlock.Missing(id));
  }

  @Test
  void everyFlippedBitIsNoticedAndTheBlockCanBePutAgain() throws IOException {
    BlockStore store = BlockSamples.store(folder, PLENTY);
    Sample sample = SMALL.sample(3);
    BlockId id = sample.putInto(store).id();
    Path file = BlockSamples.file(store, id);
    byte[] valid = Files.readAllBytes(file);
    Random random = new Random(17);
    for (int bit = 0; bit < valid.length * 8; bit += bit < 1200 * 8 ? 1 : 1 + random.nextInt(40)) {
      byte[] flipped = valid.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, flipped);
      assertThat(store.open(id)).as("bit %d", bit).isInstanceOf(StoredBlock.Damaged.class);
    }
    assertThat(sample.putInto(store)).isInstanceOf(Storing.Written.class);
    found(store, id).close();
  }

  @Test
  void aBlockOfAnotherModelOrShapeIsForeignAndStays() {
    Sample sample = SMALL.sample(4);
    BlockId id = sample.putInto(BlockSamples.store(folder, PLENTY)).id();
    BlockStore otherModel = new BlockStore(folder, TINY, new byte[] {9, 9}, PLENTY);
    BlockStore otherShape =
        new BlockStore(folder, new KvShape(1, 2, 4), BlockSamples.MODEL, PLENTY);
    assertThat(otherModel.open(id))
        .isInstanceOfSatisfying(
            StoredBlock.Foreign.class,
            it ->
                assertThat(it.reason())
                    .endsWith("found columns of the model 01020304, wanted 0909"));
    assertThat(otherShape.open(id))
        .isInstanceOfSatisfying(
            StoredBlock.Foreign.class,
            it -> assertThat(it.reason()).contains("kvHeads=1", "kvHeads=2"));
    assertThat(otherModel.holds(id)).isTrue();
  }

  @Test
  void aBlockUnderAnothersNameIsDamaged() throws IOException {
    BlockStore store = BlockSamples.store(folder, PLENTY);
    BlockId one = SMALL.sample(1).putInto(store).id();
    BlockId two = SMALL.sample(2).putInto(store).id();
    Files.write(BlockSamples.file(store, two), Files.readAllBytes(BlockSamples.file(store, one)));
    assertThat(store.open(two))
        .isInstanceOfSatisfying(
            StoredBlock.Damaged.class,
            it -> assertThat(it.reason()).endsWith("found another block's header"));
  }

  @Test
  void whatIsNoFileIsDamaged() throws IOException {
    BlockStore store = BlockSamples.store(folder, PLENTY);
    BlockId id = SMALL.sample(1).idIn(store);
    Files.createDirectory(BlockSamples.file(store, id));
    assertThat(store.open(id)).isInstanceOf(StoredBlock.Damaged.class);
  }

  @Test
  void partsThatDoNotFitAreRefusedByNumber() {
    BlockStore store = BlockSamples.store(folder, PLENTY);
    Sample sample = SMALL.sample(1);
    assertThatThrownBy(() -> store.put(sample.memory(), 32, 31, sample.digests()))
        .hasMessage("found 1024 bytes of column digests, wanted 32 for each of 31 columns");
    assertThatThrownBy(() -> store.put(sample.memory(), 64, 32, sample.digests()))
        .hasMessageStartingWith("found a block of 4608 bytes, wanted 9216 for 64 slots");
    assertThatThrownBy(() -> store.id(33, 1, new byte[32]))
        .hasMessage("found a block of 33 slots, wanted a multiple of 32 up to 65536");
    assertThatThrownBy(() -> store.id(32, 33, new byte[33 * 32]))
        .hasMessage("found 33 used slots, wanted 1 to 32");
    assertThatThrownBy(() -> new BlockId("ABC")).hasMessageContaining("\"ABC\"");
  }

  @Test
  void aClosedBlockCanNoLongerBeReadAndClosingTwiceDoesNothing() {
    BlockStore store = BlockSamples.store(folder, PLENTY);
    StoredBlock.Found found = found(store, SMALL.sample(1).putInto(store).id());
    found.close();
    found.close();
    assertThatThrownBy(() -> found.payload().get(Layouts.I8, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anInterruptedThreadStillPutsAndOpens() {
    BlockStore store = BlockSamples.store(folder, PLENTY);
    Thread.currentThread().interrupt();
    Storing storing = SMALL.sample(1).putInto(store);
    StoredBlock opened = store.open(storing.id());
    assertThat(Thread.interrupted()).isTrue();
    assertThat(storing).isInstanceOf(Storing.Written.class);
    assertThat(opened).isInstanceOf(StoredBlock.Found.class);
    ((StoredBlock.Found) opened).close();
  }

  @Test
  void fourThreadsPutTheSameAndOtherBlocksAtOnce() throws Exception {
    // Two stores, as two engines of one process would have.
    List<BlockStore> stores =
        List.of(BlockSamples.store(folder, PLENTY), BlockSamples.store(folder, PLENTY));
    List<Future<?>> threads = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      for (int t = 0; t < 4; t++) {
        BlockStore store = stores.get(t % 2);
        int from = t * 5;
        threads.add(
            pool.submit(() -> {
              for (int seed = from; seed < from + 25; seed++) {
                Sample sample = SMALL.sample(seed);
                try (StoredBlock.Found found = found(store, sample.putInto(store).id())) {
                  assertThat(sample.isIn(found)).as("seed %d", seed).isTrue();
                }
              }
              return store;
            }));
      }
      for (Future<?> thread : threads) {
        thread.get();
      }
    }
    assertThat(BlockSamples.filesBytes(folder)).isEqualTo(40 * BlockSamples.SMALL_FILE_BYTES);
    assertThat(new BlockFolder(folder).partBytes()).isZero();
  }

  @Test
  void aFolderThatCanNotBeIsRefusedByName() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> BlockSamples.store(file, PLENTY))
        .isInstanceOf(BlockStoreException.class)
        .hasMessageStartingWith(file + ": found ");
  }

  private static StoredBlock.Found found(BlockStore store, BlockId id) {
    return switch (store.open(id)) {
      case StoredBlock.Found found -> found;
      case StoredBlock.Missing missing -> throw new AssertionError(missing);
      case StoredBlock.Damaged damaged -> throw new AssertionError(damaged);
      case StoredBlock.Foreign foreign -> throw new AssertionError(foreign);
    };
  }
}
