/** See {@link io.lethe.tensor}. */
module io.lethe.tensor {
  requires static jdk.incubator.vector;
  requires static org.jspecify;

  exports io.lethe.tensor;
}
