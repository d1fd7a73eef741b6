/** See {@link io.lethe.model}. */
module io.lethe.model {
  requires transitive io.lethe.tensor;
  requires transitive io.lethe.gguf;
  requires transitive io.lethe.kv;
  requires static org.jspecify;

  exports io.lethe.model;
}
