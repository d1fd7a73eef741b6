package io.lethe.tensor;

/**
 * Runs three times, with vectors of 512, 256 and 128 bits; see the executions in this module's pom.
 */
class SimdKernelsTest extends KernelsContract {
  @Override
  Kernels kernels() {
    return new SimdKernels();
  }
}
