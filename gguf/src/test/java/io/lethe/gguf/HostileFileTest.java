package io.lethe.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HostileFileTest {
  private static final long HUGE = Long.MAX_VALUE;

  @TempDir private Path folder;

  static Stream<Arguments> lies() {
    return Stream.of(
        Arguments.of("version", 1, "at byte 4: found version 1, wanted 2 or 3"),
        Arguments.of("version", 0x03000000, "found a big-endian file (version 3)"),
        Arguments.of("tensor count", -1, "at byte 8: found 18446744073709551615 as tensor count"),
        Arguments.of("tensor count", HUGE, "at byte 8: found 9223372036854775807 as tensor count"),
        Arguments.of("tensor count", 100, "found"),
        Arguments.of("metadata count", HUGE, "at byte 16: found 9223372036854775807 as metadata"),
        Arguments.of("length of key u8", HUGE, "as length of metadata key, wanted at most"),
        Arguments.of("length of key u8", -1, "found 18446744073709551615 as length of metadata"),
        Arguments.of("value type of u8", 13, "found value type 13 of u8, wanted 0 to 12"),
        Arguments.of("value type of u8", -1, "found value type 4294967295 of u8"),
        Arguments.of("length of value general.architecture", 1L << 40, "as length of general.arch"),
        Arguments.of("count of tokens", HUGE, "as elements of tokens, wanted at most"),
        Arguments.of("count of types", 1L << 61, "found 2305843009213693952 as elements of types"),
        Arguments.of("element type of types", 99, "found value type 99 of types"),
        Arguments.of("length of value tokens 2", -5, "as length of tokens, wanted at most"),
        Arguments.of("value general.alignment", 0, "found 0 as general.alignment"),
        Arguments.of("value general.alignment", 48, "found 48 as general.alignment"),
        Arguments.of("value general.alignment", 1L << 31, "found 2147483648 as general.alignment"),
        Arguments.of("value type of general.alignment", 6, "found f32, wanted an integer"),
        Arguments.of("length of name a", 5000, "as length of tensor name, wanted at most"),
        Arguments.of("rank of a", 5, "found 5 dimensions of a, wanted at most 4"),
        Arguments.of("rank of a", -1, "found 4294967295 dimensions of a"),
        Arguments.of("dimension 0 of a", -1, "18446744073709551615 as dimension of a"),
        Arguments.of("dimension 0 of a", 1L << 62, "whose product passes 2^63"),
        Arguments.of("dimension 0 of a", 1L << 61, "blocks in tensor a, wanted a size in bytes"),
        Arguments.of("dimension 0 of a", 1L << 40, "wanted an end within the file's"),
        Arguments.of("dimension 0 of b", 255, "found rows of 255 elements in tensor b, wanted"),
        Arguments.of("dimension 1 of a", 9, "found tensor b from byte"),
        Arguments.of("offset of b", 0, "found tensor b from byte"),
        Arguments.of("offset of b", 33, "found offset 33 of tensor b, wanted a multiple of 32"),
        Arguments.of("offset of b", -32, "18446744073709551584 as offset of b"),
        Arguments.of("offset of d", 1024, "wanted an end within the file's"));
  }

  @ParameterizedTest(name = "{0} = {1}")
  @MethodSource("lies")
  void refusesALieAndSaysWhatItFound(String field, long value, String message) {
    assertThatThrownBy(() -> open(GgufWriter.sample().lie(field, value).toBytes()))
        .isInstanceOf(GgufException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("m.gguf: ")
        .hasMessageContaining(", wanted ");
  }

  @Test
  void refusesEveryTruncation() {
    byte[] whole = GgufWriter.sample().toBytes();
    int padding = 32 - 136 % 32; // after the last tensor
    for (int length = 0; length < whole.length - padding; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> open(cut))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(GgufException.class);
    }
  }

  @Test
  void refusesOtherFormats() {
    assertThatThrownBy(() -> open("version https://git-lfs".getBytes(StandardCharsets.US_ASCII)))
        .hasMessageEndingWith("m.gguf: at byte 0: found \"vers\", wanted \"GGUF\"");
    assertThatThrownBy(() -> open(new byte[100])).hasMessageContaining("\"\\x00\\x00\\x00\\x00\"");
    assertThatThrownBy(() -> open(new byte[0]))
        .hasMessageContaining("at byte 0: found end of file at 0, wanted 4 bytes of magic");
  }

  @Test
  void refusesKeysAndTensorsThatOccurTwice() {
    assertThatThrownBy(() -> open(new GgufWriter().string("k", "1").string("k", "2").toBytes()))
        .hasMessageContaining("found key k again, wanted each key once");
    assertThatThrownBy(() ->
            open(
                new GgufWriter()
                    .tensor("t", GgmlType.F32, 1)
                    .tensor("t", GgmlType.F32, 1)
                    .toBytes()))
        .hasMessageContaining("found tensor t again, wanted each tensor once");
  }

  @Test
  void refusesArraysNestedTooDeep() {
    open(new GgufWriter().nested("n", 4).toBytes());
    for (int depth : new int[] {5, 6, 3000}) {
      assertThatThrownBy(() -> open(new GgufWriter().nested("n", depth).toBytes()))
          .hasMessageContaining("found arrays nested deeper in n, wanted at most 4");
    }
  }

  @Test
  void refusesABrokenStringWhenItIsAskedFor() {
    byte[] bytes = new GgufWriter().string("name", "éé").string("\uFFFD", "\uFFFD").toBytes();
    int second = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("Ã©Ã©") + 1;
    bytes[second] = 'x';
    try (GgufFile file = GgufFile.open(write(bytes))) {
      assertThatThrownBy(() -> file.metadata().string("name"))
          .isInstanceOf(GgufException.Malformed.class)
          .hasMessageContaining("found name with broken UTF-8");
      assertThat(file.metadata().string("\uFFFD")).isEqualTo("\uFFFD");
    }
  }

  @Test
  void refusesANumberThatIsNeitherTrueNorFalse() {
    byte[] bytes = GgufWriter.sample().lie("value bool", 2).toBytes();
    try (GgufFile file = GgufFile.open(write(bytes))) {
      assertThatThrownBy(() -> file.metadata().bool("bool"))
          .hasMessageContaining("found 2 as bool of bool, wanted 0 or 1");
    }
  }

  @Test
  void refusesAnUnsignedNumberThatJavaCannotHold() {
    byte[] bytes = GgufWriter.sample().lie("value u64", -1).toBytes();
    try (GgufFile file = GgufFile.open(write(bytes))) {
      assertThatThrownBy(() -> file.metadata().integer("u64"))
          .isInstanceOf(GgufException.class)
          .hasMessageContaining("found 18446744073709551615 as u64");
    }
  }

  @Test
  void refusesMoreLinesThanAnyModelHas() throws Exception {
    Path sparse = folder.resolve("sparse.gguf");
    Files.write(sparse, new GgufWriter().lie("metadata count", 70_000).toBytes());
    try (SeekableByteChannel channel = Files.newByteChannel(sparse, StandardOpenOption.WRITE)) {
      channel.position(1 << 21);
      channel.write(ByteBuffer.wrap(new byte[1]));
    }
    assertThatThrownBy(() -> GgufFile.open(sparse))
        .hasMessageContaining("found 70000 as metadata count, wanted at most 65536");
  }

  @ParameterizedTest(name = "{0} = {1}")
  @MethodSource("lies")
  void reservesNoMemoryForALie(String field, long value) {
    Path path = write(GgufWriter.sample().lie(field, value).toBytes());
    tryToOpen(path);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    tryToOpen(path);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(256 << 10);
  }

  private static void tryToOpen(Path path) {
    try (GgufFile file = GgufFile.open(path)) {
      throw new AssertionError("opened " + file.path());
    } catch (GgufException expected) {
      assertThat(expected.file()).isEqualTo(path);
    }
  }

  private void open(byte[] bytes) {
    GgufFile.open(write(bytes)).close();
  }

  private Path write(byte[] bytes) {
    return GgufWriter.write(folder.resolve("m.gguf"), bytes);
  }
}
