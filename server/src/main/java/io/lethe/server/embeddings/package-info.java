/** The endpoint for embeddings. The model behind it is in {@code io.lethe.embeddings}. */
@NullMarked
package io.lethe.server.embeddings;

import org.jspecify.annotations.NullMarked;
