package io.lethe.cli.models;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fetches a model from the hub: continues what was cut off, tries again with growing pauses, and
 * believes only the checksum.
 */
final class HubFetch {
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");

  private final HubClient client;
  private final HubAccess access;

  HubFetch(HubClient client, HubAccess access) {
    this.client = client;
    this.access = access;
  }

  /** Asks for the checksum and size, with patience. */
  HubClient.Listing look(Source.Hub hub, Progress progress) throws IOException {
    Patience patience = new Patience(access, progress);
    while (true) {
      try {
        return client.look(hub);
      } catch (IOException e) {
        patience.after(e, hub);
      }
    }
  }

  /** Fetches {@code bytes} bytes whose checksum is {@code wanted} and publishes them. */
  void fetch(Source.Hub hub, String wanted, long bytes, Path target, Progress progress)
      throws IOException {
    try (PartFile part = PartFile.ofBytes(ModelStore.partOf(target), wanted)) {
      if (part.length() > bytes) {
        part.restart();
      }
      if (part.length() > 0) {
        progress.note("continuing after %,d MB".formatted(part.length() / 1_000_000));
      }
      Patience patience = new Patience(access, progress);
      while (part.length() < bytes) {
        long before = part.length();
        try {
          transfer(hub, bytes, part, progress);
        } catch (IOException e) {
          if (part.length() > before) {
            patience = new Patience(access, progress);
          }
          patience.after(e, hub);
        }
      }
      part.publish(target, wanted);
    }
  }

  /** Fetches what is missing over one connection; ends early, with an exception, if that breaks. */
  private void transfer(Source.Hub hub, long bytes, PartFile part, Progress progress)
      throws IOException {
    HttpResponse<InputStream> reply = client.get(hub, range(part));
    try (StallGuard body = new StallGuard(reply.body(), access.stall())) {
      if (!continues(reply, part.length(), bytes)) {
        part.restart();
        if (reply.statusCode() != 200) {
          throw new IOException("the server refused the range; starting anew");
        }
      }
      part.tag(HubClient.header(reply, "etag").filter(tag -> !tag.startsWith("W/")).orElse(null));
      byte[] buffer = new byte[1 << 16];
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        if (part.length() + n > bytes) {
          part.discard();
          throw new ModelStoreException.TransferFailed(
              "%s sent more than the %,d bytes it announced".formatted(hub.describe(), bytes),
              "pull it again");
        }
        part.write(buffer, n);
        progress.at(part.length());
      }
    }
    if (part.length() < bytes) {
      throw new IOException(
          "the connection ended after %,d of %,d bytes".formatted(part.length(), bytes));
    }
  }

  private static Map<String, String> range(PartFile part) {
    Map<String, String> headers = new HashMap<>();
    if (part.length() > 0) {
      headers.put("Range", "bytes=" + part.length() + "-");
      String validator = part.validator();
      if (validator != null) {
        headers.put("If-Range", validator);
      }
    }
    return headers;
  }

  /** Whether the reply's bytes follow those that are here. */
  private static boolean continues(HttpResponse<?> reply, long length, long bytes) {
    if (reply.statusCode() != 206) {
      return reply.statusCode() == 200 && length == 0;
    }
    Matcher range = CONTENT_RANGE.matcher(HubClient.header(reply, "content-range").orElse(""));
    return range.matches()
        && Long.parseLong(range.group(1)) == length
        && (range.group(2).equals("*") || Long.parseLong(range.group(2)) == bytes);
  }

  /** Counts failures in a row and pauses after each, twice as long as after the one before. */
  private static final class Patience {
    private final HubAccess access;
    private final Progress progress;
    private int failures;

    Patience(HubAccess access, Progress progress) {
      this.access = access;
      this.progress = progress;
    }

    void after(IOException failure, Source.Hub hub) {
      failures++;
      if (failures >= access.attempts()) {
        throw new ModelStoreException.TransferFailed(
            "%s: %d attempts failed, the last with: %s"
                .formatted(access.uriOf(hub), failures, reason(failure)),
            "check the network and pull again; what is here is kept",
            failure);
      }
      Duration pause = access.firstPause().multipliedBy(1L << Math.min(failures - 1, 6));
      if (failure instanceof HubClient.Busy busy && busy.retryAfter().compareTo(pause) > 0) {
        pause = busy.retryAfter();
      }
      progress.note(
          "%s; trying again in %.1f s".formatted(reason(failure), pause.toMillis() / 1e3));
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ModelStoreException.TransferFailed("interrupted", "run it again", e);
      }
    }

    private static String reason(IOException failure) {
      String message = failure.getMessage();
      return message == null ? failure.getClass().getSimpleName() : message;
    }
  }
}
