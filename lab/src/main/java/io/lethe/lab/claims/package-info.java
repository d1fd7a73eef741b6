/**
 * The claims, one class each, named like the claim; {@link io.lethe.lab.claims.Claims} lists them.
 * What an experiment is lies one package up. At first a reader looks for thresholds that were
 * fitted: there are none; a prediction is a sign, or a bound that follows from arithmetic.
 */
@NullMarked
package io.lethe.lab.claims;

import org.jspecify.annotations.NullMarked;
