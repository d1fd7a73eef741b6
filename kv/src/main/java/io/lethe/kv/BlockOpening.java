package io.lethe.kv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Opens a list of blocks on several threads; all of them or, if one throws, none. */
final class BlockOpening {
  private final BlockStore store;
  private final List<BlockId> ids;
  private final @Nullable StoredBlock[] opened;
  private final AtomicInteger next = new AtomicInteger();
  private volatile @Nullable Throwable failure;

  BlockOpening(BlockStore store, List<BlockId> ids) {
    this.store = store;
    this.ids = List.copyOf(ids);
    this.opened = new StoredBlock[ids.size()];
  }

  List<StoredBlock> run(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("found " + threads + " threads, wanted at least 1");
    }
    List<Thread> others = new ArrayList<>();
    for (int i = 1; i < Math.min(threads, ids.size()); i++) {
      others.add(Thread.ofPlatform().daemon().name("lethe-open-" + i).start(this::work));
    }
    work();
    others.forEach(BlockOpening::join);
    Throwable failed = failure;
    if (failed != null) {
      for (StoredBlock block : opened) {
        if (block instanceof StoredBlock.Found found) {
          found.close();
        }
      }
      throw new IllegalStateException("opening " + ids.size() + " blocks", failed);
    }
    return Arrays.stream(opened).map(Objects::requireNonNull).toList();
  }

  private void work() {
    try {
      for (int i; (i = next.getAndIncrement()) < opened.length; ) {
        opened[i] = store.open(ids.get(i));
      }
    } catch (RuntimeException | Error e) {
      failure = e;
      next.set(opened.length);
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
