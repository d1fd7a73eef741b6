/** See {@link io.lethe.kv}. */
module io.lethe.kv {
  requires transitive io.lethe.tensor;
  requires static org.jspecify;

  exports io.lethe.kv;
}
