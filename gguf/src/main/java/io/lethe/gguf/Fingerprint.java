package io.lethe.gguf;

import io.lethe.tensor.Layouts;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The identity of a model file: 64 hexadecimal digits. Equal files have equal fingerprints,
 * wherever they lie and whatever they are called. It is the SHA-256 over, in this order,
 *
 * <ol>
 *   <li>the ASCII bytes {@code lethe-gguf-fingerprint-1} and a zero byte,
 *   <li>the length of the file and the number of bytes before the tensors' data, each as a
 *       little-endian u64,
 *   <li>those bytes: header, metadata (so the vocabulary and the chat template) and tensor table,
 *   <li>for every tensor in the file's order, its middle: {@code size <= 4096 ? all bytes : the
 *       4096 bytes from (size - 4096) / 2, rounded down}; nothing for a tensor of unknown size,
 *   <li>the last 65,536 bytes of the file, or all of it if it is shorter.
 * </ol>
 *
 * <p>Hashing a gigabyte at every start would take a second; this takes milliseconds. The price: a
 * change of a few weights away from the middle of their tensor is not seen. Two trainings,
 * quantisations or vocabularies are always told apart; damage to a file need not be, that is what
 * the catalogue's checksum is for.
 */
public record Fingerprint(String hex) {
  private static final String SCHEME = "lethe-gguf-fingerprint-1\0";
  private static final long SAMPLE_BYTES = 4096;
  private static final long TAIL_BYTES = 65_536;
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  public Fingerprint {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException("not 64 hexadecimal digits: " + hex);
    }
  }

  @Override
  public String toString() {
    return hex;
  }

  static Fingerprint of(MemorySegment file, Header header, Collection<GgufTensor> tensors) {
    MessageDigest digest = sha256();
    long headerBytes = Math.min(header.dataOffsetBytes(), file.byteSize());
    digest.update(SCHEME.getBytes(StandardCharsets.US_ASCII));
    digest.update(
        ByteBuffer.allocate(16)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(file.byteSize())
            .putLong(headerBytes)
            .flip());
    update(digest, file.asSlice(0, headerBytes));
    for (GgufTensor tensor : tensors) {
      long size = tensor.bytes().byteSize();
      long sample = Math.min(size, SAMPLE_BYTES);
      update(digest, tensor.bytes().asSlice((size - sample) / 2, sample));
    }
    long tail = Math.min(file.byteSize(), TAIL_BYTES);
    update(digest, file.asSlice(file.byteSize() - tail, tail));
    return new Fingerprint(HexFormat.of().formatHex(digest.digest()));
  }

  private static void update(MessageDigest digest, MemorySegment bytes) {
    byte[] piece = new byte[(int) Math.min(bytes.byteSize(), 1 << 16)];
    for (long at = 0; at < bytes.byteSize(); at += piece.length) {
      int length = (int) Math.min(piece.length, bytes.byteSize() - at);
      MemorySegment.copy(bytes, Layouts.I8, at, piece, 0, length);
      digest.update(piece, 0, length);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
