@NullMarked
package io.lethe.server.openai;

import org.jspecify.annotations.NullMarked;
