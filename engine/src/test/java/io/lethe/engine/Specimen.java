package io.lethe.engine;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A model that the laws are tried on, and how many tokens it reads for that. */
record Specimen(String name, int tokens) {
  private static final String REAL = "smollm2";

  /** A tiny model of every family. */
  static final List<Specimen> TINY =
      Stream.of("llama3", "llama-linear", "mistral", "qwen2", "qwen3", "qwen3-untied", "gemma3")
          .map(name -> new Specimen(name, 150))
          .toList();

  /** The tiny ones and a real one. */
  static final List<Specimen> ALL =
      Stream.concat(TINY.stream(), Stream.of(new Specimen(REAL, 100))).toList();

  private static final Map<Specimen, Engine> ENGINES = new ConcurrentHashMap<>();

  boolean isTiny() {
    return !name.equals(REAL);
  }

  /**
   * Two threads, blocks of 32, room for 2,048 columns; ends the test as skipped where a real model
   * is not on this machine.
   */
  EngineOptions options() {
    return EngineOptions.of(isTiny() ? TinyModels.gguf(name) : RealModels.SMOLLM2.path())
        .withThreads(2)
        .withColumns(2048);
  }

  /**
   * An engine with {@link #options} that all tests share: opening a real model takes a while. Tests
   * close their sessions, which {@link TokenSession#close} makes cheap, and leave the engine open.
   */
  Engine engine() {
    return ENGINES.computeIfAbsent(this, specimen -> Engine.open(specimen.options()));
  }

  /** The ids that this model is given; the same at every call. */
  int[] ids() {
    return ids(name.hashCode(), tokens);
  }

  /** Any {@code count} ids. */
  int[] ids(long seed, int count) {
    // The smallest vocabulary here has some 280 ids.
    return new SplittableRandom(seed).ints(count, 0, isTiny() ? 250 : 49152).toArray();
  }

  @Override
  public String toString() {
    return name;
  }
}
