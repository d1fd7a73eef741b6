package io.lethe.server.http;

import io.lethe.history.Owner;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that a server takes, and whose they are. Only their SHA-256 is kept; comparing takes the
 * same time whichever key is sent. Immutable.
 */
public final class Keyring {
  private final Map<Owner, byte[]> hashes;

  private Keyring(Map<Owner, byte[]> hashes) {
    this.hashes = hashes;
  }

  /** Nobody needs a key: everybody is {@link Owner#LOCAL}. */
  public static Keyring none() {
    return new Keyring(Map.of());
  }

  /** Whoever sends one of these keys is its owner. */
  public static Keyring of(Map<Owner, String> keys) {
    Map<Owner, byte[]> hashes = new LinkedHashMap<>();
    keys.forEach((owner, key) -> hashes.put(owner, sha256(key)));
    return new Keyring(hashes);
  }

  /** The name of whoever has a key, where it was given none. */
  public static Owner unnamed(String key) {
    return new Owner(HexFormat.of().formatHex(sha256(key)).substring(0, 12));
  }

  /** Whether a key is needed. */
  public boolean isLocked() {
    return !hashes.isEmpty();
  }

  /** Whose key it is. */
  Optional<Owner> owner(Optional<String> key) {
    if (hashes.isEmpty()) {
      return Optional.of(Owner.LOCAL);
    }
    byte[] sent = sha256(key.orElse(""));
    Optional<Owner> found = Optional.empty();
    for (Map.Entry<Owner, byte[]> each : hashes.entrySet()) {
      // All are compared, so that the time says nothing of which one matched.
      if (MessageDigest.isEqual(each.getValue(), sent) && key.isPresent()) {
        found = Optional.of(each.getKey());
      }
    }
    return found;
  }

  private static byte[] sha256(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
