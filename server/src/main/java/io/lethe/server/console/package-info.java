/** The page at {@code /}: assets that lie in the jar, served as they are. */
@NullMarked
package io.lethe.server.console;

import org.jspecify.annotations.NullMarked;
