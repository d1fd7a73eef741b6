package io.lethe.server.http;

import io.lethe.server.http.Route.ErrorShape;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What Jetty itself refuses (no HTTP, headers too large), as JSON and without details. */
final class PlainErrors extends ErrorHandler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    ErrorShape shape =
        String.valueOf(request.getHttpURI().getPath()).startsWith("/v1/messages")
            ? ErrorShape.ANTHROPIC
            : ErrorShape.OPENAI;
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.write(true, ByteBuffer.wrap(body(response.getStatus(), shape)), callback);
    return true;
  }

  private static byte[] body(int status, ErrorShape shape) {
    String message =
        switch (status) {
          case 400 -> "found no well-formed HTTP request";
          case 408 -> "the request did not come completely in time; send it faster";
          case 414 -> "found an address that is too long";
          case 431 -> "found headers that are too large, wanted at most 16 kB";
          case 503 -> "the server is stopping; ask it when it is back";
          default -> "the request cannot be answered";
        };
    return Failure.of(new RequestException(status, Optional.empty(), message))
        .orElseThrow()
        .body(shape, "none")
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }
}
