@NullMarked
package io.lethe.server;

import org.jspecify.annotations.NullMarked;
