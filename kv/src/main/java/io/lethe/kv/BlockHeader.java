package io.lethe.kv;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What a stored block says of itself. Arrays are neither copied nor changed.
 *
 * @param slots columns there is room for, a multiple of {@link BlockPool#SLOT_MULTIPLE}
 * @param used columns that were written, the first ones
 * @param fingerprint what computed the columns
 * @param digests the SHA-256 of each used column, 32 bytes each
 */
record BlockHeader(KvShape shape, int slots, int used, byte[] fingerprint, byte[] digests) {
  static final int DIGEST_BYTES = 32;
  static final int MOST_FINGERPRINT_BYTES = 1024;

  /** Bounds what a header can make its reader allocate. */
  static final int MOST_SLOTS = 1 << 16;

  /** A header fills whole pages, so that the payload after it can be mapped aligned. */
  static final int PAGE_BYTES = 4096;

  BlockHeader {
    if (slots < 1 || slots % BlockPool.SLOT_MULTIPLE != 0 || slots > MOST_SLOTS) {
      throw new IllegalArgumentException(
          "found a block of %d slots, wanted a multiple of %d up to %d"
              .formatted(slots, BlockPool.SLOT_MULTIPLE, MOST_SLOTS));
    }
    if (used < 1 || used > slots) {
      throw new IllegalArgumentException("found " + used + " used slots, wanted 1 to " + slots);
    }
    if (fingerprint.length < 1 || fingerprint.length > MOST_FINGERPRINT_BYTES) {
      throw new IllegalArgumentException(
          "found a fingerprint of %d bytes, wanted 1 to %d"
              .formatted(fingerprint.length, MOST_FINGERPRINT_BYTES));
    }
    if (digests.length != used * DIGEST_BYTES) {
      throw new IllegalArgumentException(
          "found %d bytes of column digests, wanted %d for each of %d columns"
              .formatted(digests.length, DIGEST_BYTES, used));
    }
  }

  /** Bytes of the header in a file: whole pages. */
  int headerBytes() {
    int bytes = BlockFile.FIXED_BYTES + fingerprint.length + digests.length;
    return (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
  }

  /** Bytes of the block's memory. */
  long payloadBytes() {
    return shape.blockFloats(slots) * Float.BYTES;
  }

  /** Bytes of the whole file. */
  long fileBytes() {
    return headerBytes() + payloadBytes();
  }

  /** SHA-256 over all that is here, each field with its length or in a fixed width. */
  BlockId id() {
    ByteBuffer fields = ByteBuffer.allocate(6 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    fields.putInt(shape.layers()).putInt(shape.kvHeads()).putInt(shape.headDim());
    fields.putInt(slots).putInt(used).putInt(fingerprint.length);
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(fields.array());
      sha256.update(fingerprint);
      return BlockId.of(sha256.digest(digests));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
