package io.lethe.trace;

import java.util.Optional;

/**
 * A block of a stored sequence.
 *
 * @param id 64 hexadecimal digits by which the block store knows it; empty if the block was given
 *     back, since nobody sees any of its columns
 * @param used how many of its slots hold columns, from the first on; 1 or more
 */
public record KeptBlock(Optional<String> id, int used) {
  public KeptBlock {
    id.ifPresent(hex -> Wanted.hex(StateId.BYTES, hex, "block id"));
    Wanted.atLeast(1, used, "number of used slots");
  }
}
