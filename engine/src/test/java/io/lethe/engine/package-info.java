/** Tests of the engine, on the tiny models of {@code io.lethe.model} and on real ones. */
@NullMarked
package io.lethe.engine;

import org.jspecify.annotations.NullMarked;
