package io.lethe.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.tensor.DType;
import io.lethe.tensor.Dequantization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file comes from the Python package gguf: see src/test/python/make_gguf_fixture.py. */
class ReferenceFileTest {
  @TempDir private Path folder;

  @Test
  void readsMetadataThatTheReferenceWrote() throws IOException {
    try (GgufFile file = reference()) {
      Metadata metadata = file.metadata();
      assertThat(metadata.string("general.architecture")).isEqualTo("llama");
      assertThat(metadata.string("general.name")).isEqualTo("Lethe's ferryman");
      assertThat(metadata.integer("llama.context_length")).isEqualTo(2048);
      assertThat(metadata.real("llama.rope.freq_base")).isEqualTo(10000);
      assertThat(metadata.integer("lethe.u64")).isEqualTo(1L << 40);
      assertThat(metadata.integer("lethe.i8")).isEqualTo(-7);
      assertThat(metadata.real("lethe.f64")).isEqualTo(0.1);
      assertThat(metadata.bool("tokenizer.ggml.add_bos_token")).isTrue();
      assertThat(metadata.strings("tokenizer.ggml.tokens")).containsExactly("<s>", "Ġa", "é", "日本");
      assertThat(metadata.reals("tokenizer.ggml.scores")).containsExactly(0, -1, -2.5, -3);
      assertThat(metadata.integers("tokenizer.ggml.token_type")).containsExactly(3, 1, 1, 6);
    }
  }

  @Test
  void readsTensorsThatTheReferenceWrote() throws IOException {
    try (GgufFile file = reference()) {
      assertThat(file.tensors()).extracting(GgufTensor::offsetBytes).allMatch(o -> o % 64 == 0);
      assertThat(file.tensor("plain").shape()).containsExactly(3L, 2L);
      assertThat(floats(file.tensor("plain"))).containsExactly(0, 1, 2, 3, 4, 5);
      assertThat(floats(file.tensor("half"))).containsExactly(0, 1, 2, 3);
      assertThat(file.tensor("Q8_0").type()).isEqualTo(DType.Q8_0);
      assertThat(file.tensor("Q8_0").shape()).containsExactly(64L, 2L);
      float[] eight = floats(file.tensor("Q8_0"));
      float[] four = floats(file.tensor("Q4_0"));
      for (int i = 0; i < 128; i++) {
        assertThat(eight[i]).isBetween(i - 64 - 0.3f, i - 64 + 0.3f);
        assertThat(four[i]).isBetween(i - 64 - 8f, i - 64 + 8f);
      }
    }
  }

  private static float[] floats(GgufTensor tensor) {
    float[] floats = new float[Math.toIntExact(tensor.elements())];
    Dequantization.decode(tensor.type(), tensor.data(), 0, floats, 0, floats.length);
    return floats;
  }

  private GgufFile reference() throws IOException {
    Path path = folder.resolve("reference.gguf");
    try (InputStream in = ReferenceFileTest.class.getResourceAsStream("reference.gguf")) {
      Files.write(path, Objects.requireNonNull(in).readAllBytes());
    }
    return GgufFile.open(path);
  }
}
