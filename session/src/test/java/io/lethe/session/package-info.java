@NullMarked
package io.lethe.session;

import org.jspecify.annotations.NullMarked;
