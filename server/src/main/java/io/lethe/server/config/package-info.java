/**
 * How a server is set up: by flags, environment variables and a YAML file, in this order.
 *
 * <p>What a reader gets wrong at first: {@link Setting} is the one list; flags, variables, the
 * file's keys and {@code --print-config} follow from it.
 */
@NullMarked
package io.lethe.server.config;

import org.jspecify.annotations.NullMarked;
