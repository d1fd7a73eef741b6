@NullMarked
package io.lethe.imports;

import org.jspecify.annotations.NullMarked;
