package io.lethe.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what a client sends, which is hostile until it was checked. */
final class RequestBody {
  private static final int MOST_NESTING = 200;
  private static final int LONGEST_NUMBER = 100;
  private static final int LONGEST_NAME = 10_000;
  private static final int CHUNK = 16_384;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MOST_NESTING)
                          .maxNumberLength(LONGEST_NUMBER)
                          .maxNameLength(LONGEST_NAME)
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private RequestBody() {}

  /**
   * The whole body.
   *
   * @throws RequestException if it is larger, or does not come in time
   */
  static byte[] read(Request request, long most) {
    if (request.getLength() > most) {
      throw tooLarge(request.getLength(), most);
    }
    try (InputStream body = Content.Source.asInputStream(request)) {
      ByteArrayOutputStream read =
          new ByteArrayOutputStream((int) Math.max(CHUNK, Math.min(request.getLength(), 1 << 20)));
      byte[] chunk = new byte[CHUNK];
      for (int count = body.read(chunk); count >= 0; count = body.read(chunk)) {
        read.write(chunk, 0, count);
        if (read.size() > most) {
          throw tooLarge(read.size(), most);
        }
      }
      return read.toByteArray();
    } catch (IOException e) {
      throw new RequestException(
          408, Optional.empty(), "the request did not come completely in time; send it faster");
    }
  }

  /**
   * JSON.
   *
   * @throws RequestException if it is none, or such as nobody means
   */
  static JsonNode json(byte[] body) {
    String text = text(body);
    if (text.isBlank()) {
      throw wrong("found no body, wanted JSON");
    }
    try {
      return MAPPER.readTree(text);
    } catch (StreamConstraintsException e) {
      throw wrong(
          "found JSON that is nested deeper than %d, or holds a number of more than %d digits or a name of more than %d letters; send less"
              .formatted(MOST_NESTING, LONGEST_NUMBER, LONGEST_NAME));
    } catch (JacksonException e) {
      throw wrong(
          "found no JSON, wanted it: line %d, column %d: %s"
              .formatted(
                  e.getLocation().getLineNr(),
                  e.getLocation().getColumnNr(),
                  Origins.shown(String.valueOf(e.getOriginalMessage()))));
    }
  }

  private static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw wrong("found bytes that are no UTF-8, wanted JSON in UTF-8");
    }
  }

  private static RequestException wrong(String message) {
    return new RequestException(400, Optional.empty(), message);
  }

  private static RequestException tooLarge(long found, long most) {
    return new RequestException(
        413,
        Optional.empty(),
        "found a body of %d bytes or more, wanted at most %d; start the server with a larger --max-body"
            .formatted(found, most));
  }
}
