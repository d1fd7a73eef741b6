package io.lethe.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.tensor.DType;
import io.lethe.tensor.Layouts;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufFileTest {
  @TempDir private Path folder;

  @Test
  void listsTensorsInTheOrderOfTheFile() {
    try (GgufFile file = open(GgufWriter.sample())) {
      assertThat(file.tensors()).extracting(GgufTensor::name).containsExactly("a", "b", "c", "d");
      assertThat(file.version()).isEqualTo(3);
    }
  }

  @Test
  void readsVersionTwo() {
    try (GgufFile file = open(GgufWriter.sample().lie("version", 2))) {
      assertThat(file.version()).isEqualTo(2);
      assertThat(file.tensor("a").elements()).isEqualTo(8);
    }
  }

  @Test
  void givesTheBytesOfATensorWithoutCopyingThem() throws Exception {
    Path path = GgufWriter.sample().writeTo(folder.resolve("m.gguf"));
    MemorySegment all = MemorySegment.ofArray(Files.readAllBytes(path));
    try (GgufFile file = GgufFile.open(path)) {
      GgufTensor b = file.tensor("b");
      assertThat(b.type()).isEqualTo(DType.Q4_K);
      assertThat(b.shape()).containsExactly(256L, 2L);
      assertThat(b.columns()).isEqualTo(256);
      assertThat(b.rows()).isEqualTo(2);
      assertThat(b.data().byteSize()).isEqualTo(288).isEqualTo(b.byteSize().orElseThrow());
      assertThat(b.data().isReadOnly()).isTrue();
      assertThat(b.data().isMapped()).isTrue();
      assertThat(b.offsetBytes() % 32).isZero();
      assertThat(b.data().mismatch(all.asSlice(b.offsetBytes(), 288))).isEqualTo(-1);
    }
  }

  @Test
  void opensAFileWithAnUnsupportedTensorAndRefusesOnlyThatOne() {
    try (GgufFile file = open(GgufWriter.sample())) {
      GgufTensor d = file.tensor("d");
      assertThat(d.typeName()).isEqualTo("IQ4_XS");
      assertThat(d.unsupported().orElseThrow()).startsWith("stored as IQ4_XS; Lethe decodes [F32,");
      assertThatThrownBy(d::data)
          .isInstanceOf(GgufException.Unsupported.class)
          .hasMessageContaining("m.gguf: unsupported tensor d: stored as IQ4_XS");
      assertThatThrownBy(d::type).isInstanceOf(GgufException.Unsupported.class);
      assertThat(file.tensor("c").unsupported()).isEmpty();
    }
  }

  @Test
  void namesATypeNobodyHasHeardOfByItsNumber() {
    try (GgufFile file = open(GgufWriter.sample().lie("type of d", 4711))) {
      assertThat(file.tensor("d").typeName()).isEqualTo("ggml type 4711");
      assertThat(file.tensor("d").byteSize()).isEmpty();
      assertThatThrownBy(() -> file.tensor("d").data()).hasMessageContaining("ggml type 4711");
    }
  }

  @Test
  void saysWhichTensorIsMissing() {
    try (GgufFile file = open(GgufWriter.sample())) {
      assertThat(file.findTensor("z")).isEmpty();
      assertThatThrownBy(() -> file.tensor("z"))
          .isInstanceOf(GgufException.MissingTensor.class)
          .hasMessageEndingWith("m.gguf: found no such name among 4 tensors, wanted tensor z");
    }
  }

  @Test
  void acceptsScalarsEmptyTensorsAndAFileWithoutTensors() {
    GgufWriter scalar = new GgufWriter().tensor("s", GgmlType.F32).tensor("e", GgmlType.F32, 0, 7);
    try (GgufFile file = open(scalar)) {
      assertThat(file.tensor("s").shape()).isEmpty();
      assertThat(file.tensor("s").data().byteSize()).isEqualTo(4);
      assertThat(file.tensor("e").data().byteSize()).isZero();
    }
    try (GgufFile file = open(new GgufWriter().string("general.name", "vocabulary only"))) {
      assertThat(file.tensors()).isEmpty();
      assertThat(file.fingerprint().hex()).hasSize(64);
    }
  }

  @Test
  void obeysTheAlignmentOfTheFile() {
    GgufWriter writer =
        new GgufWriter().alignment(256).tensor("a", GgmlType.F16, 3).tensor("b", GgmlType.BF16, 3);
    try (GgufFile file = open(writer)) {
      assertThat(file.tensor("a").offsetBytes()).isEqualTo(256);
      assertThat(file.tensor("b").offsetBytes()).isEqualTo(512);
    }
  }

  @Test
  void closingEndsEveryViewAndMayBeRepeated() {
    GgufFile file = open(GgufWriter.sample());
    MemorySegment data = file.tensor("a").data();
    file.close();
    file.close();
    assertThatThrownBy(() -> data.get(Layouts.I8, 0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> file.metadata().integer("u32"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void saysWhenAFileCannotBeRead() {
    assertThatThrownBy(() -> GgufFile.open(folder.resolve("none.gguf")))
        .isInstanceOf(GgufException.Unreadable.class)
        .hasMessageContaining("none.gguf: found java.nio.file.NoSuchFileException");
    assertThatThrownBy(() -> GgufFile.open(folder)).isInstanceOf(GgufException.Unreadable.class);
  }

  private GgufFile open(GgufWriter writer) {
    return GgufFile.open(writer.writeTo(folder.resolve("m.gguf")));
  }
}
