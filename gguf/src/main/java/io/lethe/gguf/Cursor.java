package io.lethe.gguf;

import io.lethe.tensor.Layouts;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads forward through the bytes of a file. Refuses to pass their end, and compares every count
 * and length with what is left before anything is reserved for it.
 */
final class Cursor {
  /** Longest string value, 256 MiB: some files carry a whole tokenizer.json of 33 MB. */
  static final long LONGEST_STRING = 1L << 28;

  private final Path file;
  private final MemorySegment bytes;
  private long position;

  Cursor(Path file, MemorySegment bytes, long position) {
    this.file = file;
    this.bytes = bytes;
    this.position = position;
  }

  Path file() {
    return file;
  }

  /** Offset in the file of the next byte. */
  long position() {
    return position;
  }

  int u8(String what) {
    return Byte.toUnsignedInt(bytes.get(Layouts.I8, advance(1, what)));
  }

  int i16(String what) {
    return bytes.get(Layouts.I16_LE, advance(2, what));
  }

  /** Four bytes, signed or not as the caller takes them. */
  int i32(String what) {
    return bytes.get(Layouts.I32_LE, advance(4, what));
  }

  /** Eight bytes, signed or not as the caller takes them. */
  long i64(String what) {
    return bytes.get(Layouts.I64_LE, advance(8, what));
  }

  float f32(String what) {
    return bytes.get(Layouts.F32_LE, advance(4, what));
  }

  double f64(String what) {
    return bytes.get(Layouts.F64_LE, advance(8, what));
  }

  /** An unsigned 64-bit number that must not be above {@code most}. */
  long u64(String what, long most) {
    long at = position;
    long value = i64(what);
    if (value < 0 || value > most) {
      throw malformed(at, Long.toUnsignedString(value) + " as " + what, "at most " + most);
    }
    return value;
  }

  /** The number of things to come, each of which takes at least {@code leastBytes}. */
  long count(String what, int leastBytes) {
    long at = position;
    long count = i64(what);
    long most = (bytes.byteSize() - position) / leastBytes;
    if (count < 0 || count > most) {
      throw malformed(
          at,
          Long.toUnsignedString(count) + " as " + what,
          "at most " + most + " (" + (bytes.byteSize() - position) + " bytes are left)");
    }
    return count;
  }

  /** A string in UTF-8 of at most {@code longest} bytes. */
  String string(String what, long longest) {
    long at = position;
    int length = (int) stringLength(what, longest);
    byte[] utf8 = new byte[length];
    MemorySegment.copy(bytes, Layouts.I8, advance(length, what), utf8, 0, length);
    String text = new String(utf8, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0) { // written in the file, or put there for what is no UTF-8
      requireUtf8(utf8, at, what);
    }
    return text;
  }

  /** Passes a string without decoding it. */
  void skipString(String what) {
    skip(stringLength(what, LONGEST_STRING), what);
  }

  void skip(long length, String what) {
    advance(length, what);
  }

  GgufException malformed(long offsetBytes, String found, String wanted) {
    return new GgufException.Malformed(file, offsetBytes, found, wanted);
  }

  private long stringLength(String what, long longest) {
    long at = position;
    long length = i64(what);
    long left = bytes.byteSize() - position;
    if (length < 0 || length > Math.min(left, longest)) {
      throw malformed(
          at,
          Long.toUnsignedString(length) + " as length of " + what,
          "at most " + Math.min(left, longest) + " (" + left + " bytes are left)");
    }
    return length;
  }

  private long advance(long length, String what) {
    long at = position;
    if (length > bytes.byteSize() - at) {
      throw malformed(at, "end of file at " + bytes.byteSize(), length + " bytes of " + what);
    }
    position = at + length;
    return at;
  }

  private void requireUtf8(byte[] utf8, long at, String what) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
    } catch (CharacterCodingException e) {
      throw malformed(at, what + " with broken UTF-8 (" + e.getMessage() + ")", "valid UTF-8");
    }
  }
}
