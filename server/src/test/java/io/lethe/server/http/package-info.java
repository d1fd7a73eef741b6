@NullMarked
package io.lethe.server.http;

import org.jspecify.annotations.NullMarked;
