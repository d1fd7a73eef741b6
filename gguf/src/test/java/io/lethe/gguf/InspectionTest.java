package io.lethe.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectionTest {
  @TempDir private Path folder;

  @Test
  void countsWhatIsStoredAsWhat() {
    Inspection inspection = inspect(GgufWriter.sample());
    assertThat(inspection.parameters()).isEqualTo(8 + 512 + 32 + 256);
    assertThat(inspection.tensorBytes()).isEqualTo(32 + 288 + 34 + 136);
    assertThat(inspection.types().keySet()).containsExactly("F32", "IQ4_XS", "Q4_K", "Q8_0");
    assertThat(inspection.types()).containsEntry("Q4_K", new Inspection.Share(1, 512, 288));
    assertThat(inspection.tensors().getFirst().shape()).isEqualTo(List.of(4L, 2L));
    assertThat(inspection.metadata()).hasSize(18);
  }

  @Test
  void saysWhatIsUnsupportedAndWhy() {
    Inspection inspection =
        inspect(GgufWriter.sample().number("split.count", ValueType.U16, 3).lie("type of a", 99));
    assertThat(inspection.unsupported()).hasSize(3);
    assertThat(inspection.unsupported().get(0)).isEqualTo("the model is split over 3 files");
    assertThat(inspection.unsupported().get(1)).startsWith("a: stored as ggml type 99;");
    assertThat(inspection.unsupported().get(2)).startsWith("d: stored as IQ4_XS;");
  }

  private Inspection inspect(GgufWriter writer) {
    try (GgufFile file = GgufFile.open(writer.writeTo(folder.resolve("m.gguf")))) {
      return Inspection.of(file);
    }
  }
}
