@NullMarked
package io.lethe.embeddings;

import org.jspecify.annotations.NullMarked;
