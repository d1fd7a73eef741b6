/** Tests of the model families: what they compute, and that nothing else changes a bit of it. */
@NullMarked
package io.lethe.model;

import org.jspecify.annotations.NullMarked;
