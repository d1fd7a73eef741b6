package io.lethe.server.openai;

import io.lethe.history.Block;
import io.lethe.history.ReplyListener;
import io.lethe.history.Start;
import io.lethe.history.Usage;
import io.lethe.server.wire.Json;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.node.ObjectNode;

/** Measures how long reading and writing take, as a client sees it. Safe for many threads. */
final class ReplyClock implements ReplyListener {
  private static final long UNSET = Long.MIN_VALUE;
  private final AtomicLong began = new AtomicLong(System.nanoTime());
  private final AtomicLong firstWritten = new AtomicLong(UNSET);

  @Override
  public void started(Start start) {
    began.set(System.nanoTime());
  }

  @Override
  public void begins(int choice, Block block) {
    firstWritten.compareAndSet(UNSET, System.nanoTime());
  }

  /** Milliseconds since the history was recognised. */
  double elapsedMillis() {
    return (System.nanoTime() - began.get()) / 1e6;
  }

  /** The object {@code timings}, with llama.cpp's names. */
  ObjectNode written(Usage usage) {
    double whole = elapsedMillis();
    long first = firstWritten.get();
    double reading = first == UNSET ? whole : (first - began.get()) / 1e6;
    double writing = whole - reading;
    int read = Math.max(0, usage.prompt() - usage.cached());
    ObjectNode timings = Json.object();
    timings.put("cache_n", usage.cached());
    timings.put("prompt_n", read);
    timings.put("prompt_ms", reading);
    timings.put("prompt_per_second", perSecond(read, reading));
    timings.put("predicted_n", usage.completion());
    timings.put("predicted_ms", writing);
    timings.put("predicted_per_second", perSecond(usage.completion(), writing));
    return timings;
  }

  private static double perSecond(int tokens, double millis) {
    return millis <= 0 ? 0 : tokens * 1000 / millis;
  }
}
