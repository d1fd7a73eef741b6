/**
 * The command {@code lethe} and its sub-commands.
 *
 * <p>Not here: anything another program would want to call; that lives in the module the command
 * speaks to.
 */
@NullMarked
package io.lethe.cli;

import org.jspecify.annotations.NullMarked;
