package io.lethe.engine;

import java.util.concurrent.CountDownLatch;

/** Keeps an engine from computing until it is opened, so that wishes meet whatever the timing. */
final class Gate implements AutoCloseable {
  private final Engine engine;
  private final CountDownLatch opened = new CountDownLatch(1);
  private final Thread keeper;

  private Gate(Engine engine, CountDownLatch shut) {
    this.engine = engine;
    this.keeper =
        Thread.startVirtualThread(() ->
            engine.alone(() -> {
              shut.countDown();
              await(opened);
              return this;
            }));
  }

  static Gate shut(Engine engine) {
    CountDownLatch shut = new CountDownLatch(1);
    Gate gate = new Gate(engine, shut);
    await(shut);
    return gate;
  }

  /** Returns when so many wishes wait. */
  void awaitWaiting(int wishes) {
    while (engine.load().waiting() < wishes) {
      Thread.onSpinWait();
    }
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Opens it. */
  @Override
  public void close() {
    opened.countDown();
    try {
      keeper.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
