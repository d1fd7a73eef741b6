/** See {@link io.lethe.grammar}. */
module io.lethe.grammar {
  requires transitive io.lethe.tokenizer;
  requires tools.jackson.databind;
  requires static org.jspecify;

  exports io.lethe.grammar;
}
