package io.lethe.tensor;

class ScalarKernelsTest extends KernelsContract {
  @Override
  Kernels kernels() {
    return new ScalarKernels();
  }
}
