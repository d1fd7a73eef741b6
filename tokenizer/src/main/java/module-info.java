/** See {@link io.lethe.tokenizer}. */
module io.lethe.tokenizer {
  requires static org.jspecify;

  exports io.lethe.tokenizer;

  // A second package: chat templates are a language of their own, forty small files that share no
  // line with the tokenisers, yet belong here because what they render is only ever tokenised.
  exports io.lethe.tokenizer.template;
}
