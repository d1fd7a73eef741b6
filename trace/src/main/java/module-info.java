/** See {@link io.lethe.trace}. */
module io.lethe.trace {
  requires tools.jackson.core;
  requires static org.jspecify;

  exports io.lethe.trace;
}
