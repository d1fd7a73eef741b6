@NullMarked
package io.lethe.server.config;

import org.jspecify.annotations.NullMarked;
