package io.lethe.trace;

import java.util.HexFormat;

/**
 * The name of a state: what tokens were read at what positions, and what was deleted when, by which
 * model in which arithmetic. Equal histories have equal names. See {@link StateChain}.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record StateId(String hex) {
  /** Bytes of a name. */
  public static final int BYTES = 32;

  public StateId {
    Wanted.hex(BYTES, hex, "state");
  }

  static StateId of(byte[] bytes, int offset) {
    return new StateId(HexFormat.of().formatHex(bytes, offset, offset + BYTES));
  }

  /** The 32 bytes. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
