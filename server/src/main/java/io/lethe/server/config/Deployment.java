package io.lethe.server.config;

import io.lethe.history.Owner;
import io.lethe.server.ServerOptions;
import io.lethe.server.ServerOptions.Embeddings;
import io.lethe.server.http.Gate;
import io.lethe.server.http.Keyring;
import io.lethe.server.http.Limits;
import io.lethe.server.http.Origins;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A server as it was set up.
 *
 * @param settings with the key that was made
 * @param options of the server
 * @param madeKey a key that was made, because one is needed and none was given
 */
public record Deployment(Settings settings, ServerOptions options, Optional<String> madeKey) {
  private static final int KEY_BYTES = 24;
  private static final int SHORTEST_KEY = 16;
  private static final int MOST_REQUESTS = 100_000;

  /**
   * Checks what was set.
   *
   * @param home the folder that keeps sessions
   * @param random a good one: it makes keys
   * @throws SettingException if a value makes no sense
   */
  public static Deployment of(Settings settings, Path home, RandomGenerator random) {
    InetAddress host = host(settings);
    Optional<String> made = Optional.empty();
    Map<Owner, String> keys = keys(settings, host);
    Settings all = settings;
    if (keys.isEmpty() && !host.isLoopbackAddress()) {
      byte[] bytes = new byte[KEY_BYTES];
      random.nextBytes(bytes);
      made = Optional.of("sk-lethe-" + HexFormat.of().formatHex(bytes));
      // The owner stays the same when the next start makes another key.
      keys = Map.of(Owner.LOCAL, made.get());
      all = settings.with(Setting.KEY, List.of(made.get()), "made at this start");
    }
    Origins origins =
        new Origins(
            new LinkedHashSet<>(settings.texts(Setting.CORS)),
            new LinkedHashSet<>(settings.texts(Setting.ALLOW_HOST)),
            host.isLoopbackAddress() && keys.isEmpty()
                ? Origins.Reach.LOOPBACK
                : Origins.Reach.NETWORK);
    Gate gate = new Gate(keys.isEmpty() ? Keyring.none() : Keyring.of(keys), origins);
    return new Deployment(
        all,
        new ServerOptions(
            modelName(settings.text(Setting.MODEL)),
            new InetSocketAddress(host, settings.whole(Setting.PORT, 0, 65_535)),
            gate,
            limits(settings),
            home,
            settings.bytes(Setting.DISK, 0, 1L << 50),
            settings.isOn(Setting.EMBEDDINGS) ? Embeddings.ON : Embeddings.OFF),
        made);
  }

  /** What clients call a model: its name, or its file's without folder and ending. */
  public static String modelName(String model) {
    String name = String.valueOf(Path.of(model).getFileName());
    return name.endsWith(".gguf") ? name.substring(0, name.length() - ".gguf".length()) : name;
  }

  private static InetAddress host(Settings settings) {
    try {
      return InetAddress.getByName(settings.text(Setting.HOST));
    } catch (UnknownHostException e) {
      throw SettingException.wrong(
          Setting.HOST,
          settings.found(Setting.HOST),
          "an address of this machine, such as 127.0.0.1 or 0.0.0.0");
    }
  }

  private static Limits limits(Settings settings) {
    return Limits.USUAL
        .withBodyBytes(settings.bytes(Setting.MAX_BODY, 1, 1_000_000_000))
        .withRequests(
            settings.whole(Setting.RUNNING, 1, MOST_REQUESTS),
            settings.whole(Setting.WAITING, 0, MOST_REQUESTS))
        .withDeadline(settings.time(Setting.DEADLINE))
        .withStop(settings.time(Setting.STOP_TIMEOUT));
  }

  private static Map<Owner, String> keys(Settings settings, InetAddress host) {
    Map<Owner, String> keys = new LinkedHashMap<>();
    for (String given : settings.texts(Setting.KEY)) {
      int end = given.indexOf('=');
      boolean named = end > 0 && !given.substring(end).replace("=", "").isBlank();
      String key = named ? given.substring(end + 1) : given;
      if (!host.isLoopbackAddress() && key.length() < SHORTEST_KEY) {
        throw SettingException.wrong(
            Setting.KEY,
            settings.found(Setting.KEY),
            "at least %d characters, as others than this machine can try".formatted(SHORTEST_KEY));
      }
      Owner owner = owner(settings, named ? given.substring(0, end) : "", key);
      if (keys.putIfAbsent(owner, key) != null) {
        throw SettingException.wrong(
            Setting.KEY, settings.found(Setting.KEY), "one key for " + owner.id());
      }
    }
    return keys;
  }

  private static Owner owner(Settings settings, String name, String key) {
    try {
      return name.isEmpty() ? Keyring.unnamed(key) : new Owner(name);
    } catch (IllegalArgumentException e) {
      throw SettingException.wrong(
          Setting.KEY,
          settings.found(Setting.KEY),
          "NAME=KEY with a name of letters, digits, dots, dashes and underscores");
    }
  }
}
