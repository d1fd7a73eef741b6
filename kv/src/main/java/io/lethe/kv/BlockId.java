package io.lethe.kv;

import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Names a stored block by its content.
 *
 * @param hex a SHA-256 in lower-case hexadecimal, 64 digits
 */
public record BlockId(String hex) {
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  public BlockId {
    if (!SHA_256.matcher(hex).matches()) {
      throw new IllegalArgumentException(
          "found the block id \"" + hex + "\", wanted 64 digits 0-9a-f");
    }
  }

  /** The id that these 32 bytes spell. */
  static BlockId of(byte[] sha256) {
    return new BlockId(HexFormat.of().formatHex(sha256));
  }

  /** Whether {@link #BlockId} takes this text. */
  static boolean spells(String hex) {
    return SHA_256.matcher(hex).matches();
  }

  @Override
  public String toString() {
    return hex;
  }
}
