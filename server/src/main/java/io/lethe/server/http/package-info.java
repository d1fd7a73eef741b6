/** Requests and answers, streams, routes, keys: all that knows of HTTP and of no vendor. */
@NullMarked
package io.lethe.server.http;

import org.jspecify.annotations.NullMarked;
