package io.lethe.server.http;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which web pages may ask. A server without keys trusts whoever reaches it, and a browser on the
 * same machine reaches it for any page it shows: so the page must be the server's own, or named.
 *
 * @param allowed such as {@code https://app.example}; {@code *} for all
 * @param hosts names besides {@code localhost} under which the server is reached
 * @param reach who can reach the server
 */
public record Origins(Set<String> allowed, Set<String> hosts, Reach reach) {
  /** Who can reach a server. */
  public enum Reach {
    /** Only this machine: a name that leads here from elsewhere is a trick (DNS rebinding). */
    LOOPBACK,
    NETWORK
  }

  private static final Pattern LOCAL =
      Pattern.compile(
          "(localhost|[a-z0-9.-]+\\.localhost|127(\\.\\d{1,3}){3}|\\[::1]|\\[::ffff:127(\\.\\d{1,3}){3}])\\.?",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PORT = Pattern.compile(":\\d+$");

  public Origins {
    allowed = Set.copyOf(allowed);
    hosts = Set.copyOf(hosts);
  }

  /** No page but the server's own, which only this machine reaches. */
  public static final Origins LOCAL_ONLY = new Origins(Set.of(), Set.of(), Reach.LOOPBACK);

  /** What is wrong with a request's {@code Host}, if anything. */
  Optional<String> refusal(Optional<String> host) {
    return switch (reach) {
      case NETWORK -> Optional.empty();
      case LOOPBACK -> {
        String name = PORT.matcher(host.orElse("")).replaceFirst("");
        yield LOCAL.matcher(name).matches() || hosts.contains(name)
            ? Optional.empty()
            : Optional.of(
                "found the Host \"%s\", wanted localhost or 127.0.0.1; name others with --allow-host"
                    .formatted(shown(name)));
      }
    };
  }

  /** Whether a page of this origin may read answers. */
  boolean allows(String origin) {
    return allowed.contains("*") || allowed.contains(origin);
  }

  /** Whether a page is the server's own. */
  static boolean isOwn(String origin, Optional<String> host) {
    return host.isPresent()
        && (origin.equals("http://" + host.get()) || origin.equals("https://" + host.get()));
  }

  /** What a client sent, as far as it fits into a message. */
  static String shown(String sent) {
    String printable = sent.replaceAll("[^\\x20-\\x7e]", "?");
    return printable.length() <= 80 ? printable : printable.substring(0, 80) + "...";
  }
}
