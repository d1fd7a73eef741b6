@NullMarked
package io.lethe.server.wire;

import org.jspecify.annotations.NullMarked;
