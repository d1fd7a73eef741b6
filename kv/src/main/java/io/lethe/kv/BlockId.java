package io.lethe.kv;

import java.util.HexFormat;

/**
 * Names a stored block by its content.
 *
 * @param hex a SHA-256 in lower-case hexadecimal, 64 digits
 */
public record BlockId(String hex) {
  private static final int DIGITS = 64;

  public BlockId {
    if (!spells(hex)) {
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
    // No pattern: sessions name hundreds of blocks before anything is compiled.
    for (int i = 0; i < hex.length(); i++) {
      char digit = hex.charAt(i);
      if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f')) {
        return false;
      }
    }
    return hex.length() == DIGITS;
  }

  @Override
  public String toString() {
    return hex;
  }
}
