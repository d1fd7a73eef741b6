package io.lethe.kv;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * One block on disk, little-endian:
 *
 * <pre>
 * File    = Header Payload
 * Header  = magic:"LETHEKVB" version:i32 headerBytes:i32 headerCrc:i32
 *           payloadCrc:i32 layers:i32 kvHeads:i32 headDim:i32 slots:i32 used:i32
 *           fingerprintBytes:i32 payloadBytes:i64 id:ascii[64]
 *           fingerprint:u8[fingerprintBytes] digests:u8[32]{used}    ; padded with zeros to 4096 bytes
 * Payload = the memory of the block, as {@link BlockPool} lays it out
 * </pre>
 *
 * The first line means the same in every version. {@code headerCrc} is the CRC-32C of all other
 * bytes of the header, so that no bit of a file can change unseen.
 */
final class BlockFile {
  static final int VERSION = 1;

  /** Bytes of a header before its fingerprint. */
  static final int FIXED_BYTES = 120;

  private static final byte[] MAGIC = "LETHEKVB".getBytes(StandardCharsets.US_ASCII);
  private static final int CRC_AT = 16;
  private static final int ID_AT = 56;
  private static final int ID_BYTES = 64;
  private static final int CRC_END = 20;

  /** More no header of this version can have. */
  private static final int MOST_HEADER_BYTES =
      FIXED_BYTES
          + BlockHeader.MOST_FINGERPRINT_BYTES
          + BlockHeader.MOST_SLOTS * BlockHeader.DIGEST_BYTES
          + BlockHeader.PAGE_BYTES;

  /** One update of a checksum covers at most this much: a {@link ByteBuffer} ends at 2 GiB. */
  private static final long CRC_STEP_BYTES = 1 << 30;

  /** What reading a header came to. */
  sealed interface Reading {
    /** The header is whole, fits the file, and belongs to the block asked for. */
    record Sound(BlockHeader header, int payloadCrc) implements Reading {}

    /** The header contradicts itself, the file or the block asked for. */
    record Broken(String reason) implements Reading {}

    /** The header is whole and speaks of something else. */
    record Other(String reason) implements Reading {}
  }

  private BlockFile() {}

  /** Writes header and payload over the file's bytes and forces them to the disk. */
  static void write(Path file, BlockHeader header, MemorySegment payload) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      writeFully(channel, encode(header, crc(payload)), 0);
      for (long at = 0; at < payload.byteSize(); at += CRC_STEP_BYTES) {
        writeFully(channel, step(payload, at), header.headerBytes() + at);
      }
      channel.force(false);
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes, long at)
      throws IOException {
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /** CRC-32C of the bytes; fast where they are native memory. */
  static int crc(MemorySegment bytes) {
    CRC32C crc = new CRC32C();
    for (long at = 0; at < bytes.byteSize(); at += CRC_STEP_BYTES) {
      crc.update(step(bytes, at));
    }
    return (int) crc.getValue();
  }

  private static ByteBuffer step(MemorySegment bytes, long at) {
    return bytes.asSlice(at, Math.min(CRC_STEP_BYTES, bytes.byteSize() - at)).asByteBuffer();
  }

  private static ByteBuffer encode(BlockHeader header, int payloadCrc) {
    ByteBuffer bytes =
        ByteBuffer.allocate(header.headerBytes()).order(ByteOrder.LITTLE_ENDIAN).put(MAGIC);
    bytes.putInt(VERSION).putInt(header.headerBytes()).putInt(0).putInt(payloadCrc);
    KvShape shape = header.shape();
    bytes.putInt(shape.layers()).putInt(shape.kvHeads()).putInt(shape.headDim());
    bytes.putInt(header.slots()).putInt(header.used()).putInt(header.fingerprint().length);
    bytes.putLong(header.payloadBytes()).put(ascii(header.id()));
    bytes.put(header.fingerprint()).put(header.digests());
    return bytes.putInt(CRC_AT, headerCrc(bytes)).rewind();
  }

  private static int headerCrc(ByteBuffer header) {
    CRC32C crc = new CRC32C();
    crc.update(header.slice(0, CRC_AT));
    crc.update(header.slice(CRC_END, header.capacity() - CRC_END));
    return (int) crc.getValue();
  }

  /**
   * Reads the header of a file that should hold the block {@code id} of this shape, computed by
   * {@code fingerprint}. Reads and allocates no more than the file has.
   */
  static Reading read(FileChannel channel, BlockId id, KvShape shape, byte[] fingerprint)
      throws IOException {
    long fileBytes = channel.size();
    if (fileBytes < BlockHeader.PAGE_BYTES) {
      return new Reading.Broken("found " + fileBytes + " bytes, wanted a header and a payload");
    }
    ByteBuffer start = readFully(channel, BlockHeader.PAGE_BYTES);
    if (!start.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
      return new Reading.Broken("found other first bytes than those of a stored block");
    }
    int headerBytes = start.getInt(12);
    if (headerBytes < BlockHeader.PAGE_BYTES
        || headerBytes % BlockHeader.PAGE_BYTES != 0
        || headerBytes > Math.min(fileBytes, MOST_HEADER_BYTES)) {
      return new Reading.Broken(
          "found a header of " + headerBytes + " bytes in a file of " + fileBytes);
    }
    ByteBuffer header =
        headerBytes == BlockHeader.PAGE_BYTES ? start : readFully(channel, headerBytes);
    int crc = headerCrc(header);
    if (crc != header.getInt(CRC_AT)) {
      return new Reading.Broken(
          "found the checksum %08x of the header, wanted %08x"
              .formatted(crc, header.getInt(CRC_AT)));
    }
    return decode(header, fileBytes, id, shape, fingerprint);
  }

  private static ByteBuffer readFully(FileChannel channel, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    int read = 0;
    while (bytes.hasRemaining() && read >= 0) {
      read = channel.read(bytes, bytes.position());
    }
    return bytes.clear();
  }

  private static Reading decode(
      ByteBuffer bytes, long fileBytes, BlockId id, KvShape shape, byte[] fingerprint) {
    if (bytes.getInt(8) != VERSION) {
      return new Reading.Other("found version " + bytes.getInt(8) + ", wanted " + VERSION);
    }
    int fingerprintBytes = bytes.getInt(44);
    int used = bytes.getInt(40);
    if (fingerprintBytes < 0
        || used < 0
        || FIXED_BYTES + (long) fingerprintBytes + (long) used * BlockHeader.DIGEST_BYTES
            > bytes.capacity()) {
      return new Reading.Broken(
          "found %d columns and a fingerprint of %d bytes in a header of %d"
              .formatted(used, fingerprintBytes, bytes.capacity()));
    }
    byte[] foundFingerprint = new byte[fingerprintBytes];
    byte[] digests = new byte[used * BlockHeader.DIGEST_BYTES];
    bytes.position(FIXED_BYTES).get(foundFingerprint).get(digests);
    if (!Arrays.equals(foundFingerprint, fingerprint)) {
      return new Reading.Other(
          "found columns of the model "
              + brief(foundFingerprint)
              + ", wanted "
              + brief(fingerprint));
    }
    BlockHeader header;
    try {
      KvShape found = new KvShape(bytes.getInt(24), bytes.getInt(28), bytes.getInt(32));
      if (!found.equals(shape)) {
        return new Reading.Other("found " + found + ", wanted " + shape);
      }
      header = new BlockHeader(found, bytes.getInt(36), used, foundFingerprint, digests);
    } catch (IllegalArgumentException e) {
      return new Reading.Broken(String.valueOf(e.getMessage()));
    }
    if (header.headerBytes() != bytes.capacity()
        || header.payloadBytes() != bytes.getLong(48)
        || header.fileBytes() != fileBytes) {
      return new Reading.Broken(
          "found %d bytes, of them %d of header and %d of payload, wanted %d, %d and %d"
              .formatted(
                  fileBytes,
                  bytes.capacity(),
                  bytes.getLong(48),
                  header.fileBytes(),
                  header.headerBytes(),
                  header.payloadBytes()));
    }
    // Not computed anew: in a fresh process that took a third of a millisecond a block. The
    // checksum
    // covers it against accidents; against forgers neither helps.
    if (!bytes.slice(ID_AT, ID_BYTES).equals(ByteBuffer.wrap(ascii(id)))) {
      return new Reading.Broken("found another block's header");
    }
    return new Reading.Sound(header, bytes.getInt(20));
  }

  private static byte[] ascii(BlockId id) {
    return id.hex().getBytes(StandardCharsets.US_ASCII);
  }

  private static String brief(byte[] fingerprint) {
    String hex = HexFormat.of().formatHex(fingerprint);
    return hex.length() <= 16 ? hex : hex.substring(0, 16) + "...";
  }
}
