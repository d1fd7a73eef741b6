package io.lethe.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kv.BlockSamples.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills processes in the middle of writing; what has a final name is whole. */
class BlockStoreKillTest {
  private static final int KILLS = 6;
  private static final KvShape SHAPE = new KvShape(4, 2, 32);
  private static final BlockSamples BLOCKS = new BlockSamples(SHAPE, 32);
  private static final long BUDGET = 40L * (4096 + 4 * 2 * 32 * 64 * 4);

  @TempDir private Path folder;

  @Test
  void aKilledWriterLeavesNothingTornAndNothingForGood() throws Exception {
    long seed = 31;
    Random random = new Random(seed);
    for (int kill = 0; kill < KILLS; kill++) {
      // Two at once on one folder: one dies, the other goes on for a moment.
      Process first = writer(1 + random.nextInt(50));
      Process second = writer(1 + random.nextInt(50));
      awaitBlocks(first, 5 + random.nextInt(60));
      first.destroyForcibly().waitFor();
      awaitBlocks(second, 20);
      second.destroyForcibly().waitFor();

      BlockStore store = store(folder);
      assertThat(new BlockFolder(folder).partBytes()).as("seed %d kill %d", seed, kill).isZero();
      List<BlockId> ids =
          new BlockFolder(folder).blocks().stream().map(BlockFolder.Entry::id).toList();
      assertThat(ids).hasSizeGreaterThan(4);
      for (StoredBlock block : store.openAll(ids, 2)) {
        assertThat(block).as("seed %d kill %d", seed, kill).isInstanceOf(StoredBlock.Found.class);
        ((StoredBlock.Found) block).close();
      }
      assertThat(BlockSamples.filesBytes(folder)).isLessThanOrEqualTo(BUDGET);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(it -> it.getFileName().toString()))
          .allMatch(it -> it.endsWith(".block") || it.equals("ledger") || it.equals("parts"));
    }
  }

  private Process writer(int seed) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            BlockStoreKillTest.class.getName(),
            folder.toString(),
            Integer.toString(seed))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void awaitBlocks(Process writer, int count) throws IOException {
    BufferedReader lines = writer.inputReader();
    for (int i = 0; i < count; i++) {
      assertThat(lines.readLine()).isEqualTo("put");
    }
  }

  private static BlockStore store(Path folder) {
    return new BlockStore(folder, SHAPE, BlockSamples.MODEL, BUDGET);
  }

  /** Puts blocks for ever, one line each. */
  public static void main(String[] args) {
    BlockStore store = store(Path.of(args[0]));
    for (int seed = Integer.parseInt(args[1]); ; seed++) {
      Sample sample = BLOCKS.sample(seed % 100);
      switch (sample.putInto(store)) {
        case Storing.Written _, Storing.Known _ -> System.out.println("put");
        case Storing.Refused refused -> throw new IllegalStateException(refused.reason());
      }
    }
  }
}
