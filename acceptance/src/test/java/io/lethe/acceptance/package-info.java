/** The server as its users meet it. */
@NullMarked
package io.lethe.acceptance;

import org.jspecify.annotations.NullMarked;
