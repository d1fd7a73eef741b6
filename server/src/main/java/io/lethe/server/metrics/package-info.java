/**
 * What a server counts and measures, under OpenTelemetry's names for generative AI where there are
 * any, as Prometheus reads it.
 */
@NullMarked
package io.lethe.server.metrics;

import org.jspecify.annotations.NullMarked;
