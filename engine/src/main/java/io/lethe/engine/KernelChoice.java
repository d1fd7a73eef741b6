package io.lethe.engine;

import io.lethe.tensor.Kernels;
import io.lethe.tensor.ScalarKernels;

/** Which kernels compute. All give the same bits. */
public enum KernelChoice {
  /** The widest vectors of this machine, or scalar ones where the Vector API is missing. */
  BEST,
  /** Plain loops: slow, and the definition of what is right. */
  SCALAR;

  Kernels kernels() {
    return switch (this) {
      case BEST -> Kernels.best();
      case SCALAR -> new ScalarKernels();
    };
  }
}
