/** See {@link io.lethe.policy}. */
module io.lethe.policy {
  requires static org.jspecify;
  requires java.logging;
  requires org.apache.lucene.core;
  requires org.apache.lucene.analysis.common;
  requires tools.jackson.databind;

  exports io.lethe.policy;
}
