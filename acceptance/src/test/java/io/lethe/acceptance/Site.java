package io.lethe.acceptance;
import java.nio.file.Path;
final class Site implements AutoCloseable {
  static Site open() { return new Site(); }
  static Site open(Path home) { return new Site(); }
  static Path smallModel() { return Path.of(""); }
  String url() { return ""; }
  String model() { return ""; }
  io.lethe.engine.Engine engine() { throw new IllegalStateException(); }
  void checkMemory() {}
  @Override public void close() {}
}
