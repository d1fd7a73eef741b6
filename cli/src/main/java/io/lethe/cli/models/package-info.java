/**
 * The models a user can name: the catalogue, the files under {@code $LETHE_HOME/models}, and how
 * they get there.
 *
 * <p>Not here: what is inside a model file ({@code io.lethe.gguf}) and the commands that print
 * ({@code io.lethe.cli}).
 *
 * <p>What a reader gets wrong at first: a file that is being fetched is called {@code
 * NAME.gguf.part}; {@code NAME.gguf} exists only after its SHA-256 was compared, so whoever sees it
 * may use it.
 */
@NullMarked
package io.lethe.cli.models;

import org.jspecify.annotations.NullMarked;
