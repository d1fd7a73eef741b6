/** See {@link io.lethe.tokenizer}. */
module io.lethe.tokenizer {
  requires static org.jspecify;

  exports io.lethe.tokenizer;
}
