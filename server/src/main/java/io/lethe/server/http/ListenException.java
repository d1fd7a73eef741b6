package io.lethe.server.http;

import java.net.InetSocketAddress;

/** An address cannot be listened on. */
public final class ListenException extends RuntimeException {
  ListenException(InetSocketAddress address, Throwable cause) {
    super(
        "%s: cannot listen there (%s); is a server running already? Choose another with --port or --host"
            .formatted(address, cause.getMessage()),
        cause);
  }
}
