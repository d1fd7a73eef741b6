@NullMarked
package io.lethe.history;

import org.jspecify.annotations.NullMarked;
