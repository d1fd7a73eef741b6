/** See {@link io.lethe.gguf}. */
module io.lethe.gguf {
  requires transitive io.lethe.tensor;
  requires static org.jspecify;

  exports io.lethe.gguf;
}
