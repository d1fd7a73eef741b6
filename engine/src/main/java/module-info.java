/** See {@link io.lethe.engine}. */
module io.lethe.engine {
  requires transitive io.lethe.model;
  requires transitive io.lethe.grammar;
  requires transitive io.lethe.tokenizer;
  requires static org.jspecify;

  exports io.lethe.engine;
}
