package io.lethe.cli.models;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How to reach the model hub.
 *
 * @param endpoint the hub's address, or a mirror's
 * @param token who asks, for gated models
 * @param attempts how often to try again without one more byte arriving
 * @param firstPause the pause before the second try; it doubles from try to try
 * @param stall how long a transfer may stand still
 */
public record HubAccess(
    URI endpoint, Optional<String> token, int attempts, Duration firstPause, Duration stall) {
  /** Reads {@code HF_ENDPOINT} and {@code HF_TOKEN}, as the hub's own tools do. */
  public static HubAccess of(Map<String, String> environment) {
    return new HubAccess(
        URI.create(environment.getOrDefault("HF_ENDPOINT", "https://huggingface.co")),
        Optional.ofNullable(environment.get("HF_TOKEN")).filter(token -> !token.isBlank()),
        6,
        Duration.ofMillis(500),
        Duration.ofSeconds(60));
  }

  URI uriOf(Source.Hub hub) {
    String base = endpoint.toString().replaceAll("/+$", "");
    String path = String.join("/", hub.repository(), "resolve", hub.revision(), hub.file());
    return URI.create(base + "/" + path);
  }
}
