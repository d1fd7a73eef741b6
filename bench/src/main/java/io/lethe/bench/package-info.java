/**
 * JMH benchmarks of kernels and of whole steps; the side-by-side runs against peers are scripts in
 * this module's folder.
 */
@NullMarked
package io.lethe.bench;

import org.jspecify.annotations.NullMarked;
