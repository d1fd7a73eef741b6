package io.lethe.acceptance;
final class Site implements AutoCloseable {
  static Site open() { return new Site(); }
  String url() { return ""; }
  String model() { return ""; }
  @Override public void close() {}
}
