package io.lethe.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {
  @TempDir private Path folder;

  @Test
  void dependsOnTheBytesAndNotOnTheName() {
    byte[] bytes = GgufWriter.sample().toBytes();
    assertThat(fingerprint("one.gguf", bytes)).isEqualTo(fingerprint("two.gguf", bytes));
  }

  @Test
  void staysWhatItIsFromVersionToVersion() {
    assertThat(fingerprint("m.gguf", GgufWriter.sample().toBytes()).hex())
        .isEqualTo("57a91c31012367206929fa042a60cfc65be54f9e10af894bd492252a56ede049");
  }

  @Test
  void seesEveryByteOfASmallFile() {
    byte[] bytes = new GgufWriter().string("name", "x").tensor("a", GgmlType.F32, 64).toBytes();
    Set<Fingerprint> seen = new HashSet<>();
    seen.add(fingerprint("m.gguf", bytes));
    int dataStart = bytes.length - 256;
    for (int i = dataStart; i < bytes.length; i++) {
      bytes[i] ^= 1;
      seen.add(fingerprint("m.gguf", bytes));
      bytes[i] ^= 1;
    }
    assertThat(seen).hasSize(257);
  }

  @Test
  void isSixtyFourHexadecimalDigits() {
    assertThatThrownBy(() -> new Fingerprint("abc")).hasMessageContaining("abc");
  }

  private Fingerprint fingerprint(String name, byte[] bytes) {
    try (GgufFile file = GgufFile.open(GgufWriter.write(folder.resolve(name), bytes))) {
      return file.fingerprint();
    }
  }
}
