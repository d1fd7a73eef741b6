/** Tests of {@link io.lethe.grammar}. */
@NullMarked
package io.lethe.grammar;

import org.jspecify.annotations.NullMarked;
