/**
 * The figures of forgetting, measured on a real model by {@code bench/forgetting}, which starts a
 * fresh process for each and reckons medians from the lines that are printed here. What one
 * operation costs by itself is measured by the JMH benchmarks one package up. At first a reader
 * takes a number here for a result: each is one repetition, the first of a process a cold one.
 */
@NullMarked
package io.lethe.bench.forgetting;

import org.jspecify.annotations.NullMarked;
