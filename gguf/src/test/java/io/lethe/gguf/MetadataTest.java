package io.lethe.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataTest {
  @TempDir private Path folder;
  private GgufFile file;
  private Metadata metadata;

  @BeforeEach
  void open() {
    file = GgufFile.open(GgufWriter.sample().writeTo(folder.resolve("m.gguf")));
    metadata = file.metadata();
  }

  @AfterEach
  void close() {
    file.close();
  }

  @Test
  void readsIntegersOfEveryWidthAndSign() {
    assertThat(metadata.integer("u8")).isEqualTo(200);
    assertThat(metadata.integer("i8")).isEqualTo(-100);
    assertThat(metadata.integer("u16")).isEqualTo(60_000);
    assertThat(metadata.integer("i16")).isEqualTo(-30_000);
    assertThat(metadata.integer("u32")).isEqualTo(4_000_000_000L);
    assertThat(metadata.integer("i32")).isEqualTo(-2_000_000_000);
    assertThat(metadata.integer("u64")).isEqualTo(5_000_000_000L);
    assertThat(metadata.integer("i64")).isEqualTo(-5_000_000_000L);
  }

  @Test
  void readsRealsBoolsAndStrings() {
    assertThat(metadata.real("f32")).isEqualTo(0.1f);
    assertThat(metadata.real("f64")).isEqualTo(0.1);
    assertThat(metadata.bool("bool")).isTrue();
    assertThat(metadata.string("general.architecture")).isEqualTo("llama");
  }

  @Test
  void readsArrays() {
    assertThat(metadata.strings("tokens")).containsExactly("<s>", "", "Lèthe", "𝄞");
    assertThat(metadata.integers("types")).containsExactly(3, -1, 1, 6);
    assertThat(metadata.reals("scores")[0]).isEqualTo(-1.5);
    assertThat(metadata.bools("layers")).containsExactly(true, false, true);
  }

  @Test
  void keepsTheOrderOfTheFile() {
    assertThat(metadata.keys()).startsWith("general.architecture", "general.alignment", "u8");
    assertThat(metadata.contains("nested")).isTrue();
  }

  @Test
  void letsAKeyBeMissingOnlyWhereThatIsAllowed() {
    assertThat(metadata.findString("none")).isEmpty();
    assertThat(metadata.findInteger("none")).isEmpty();
    assertThat(metadata.findReal("none")).isEmpty();
    assertThat(metadata.findBool("none")).isEmpty();
    assertThat(metadata.findStrings("none")).isEmpty();
    assertThat(metadata.findIntegers("none")).isEmpty();
    assertThat(metadata.findReals("none")).isEmpty();
    assertThat(metadata.findBools("none")).isEmpty();
    assertThat(metadata.findInteger("u8")).hasValue(200);
    assertThatThrownBy(() -> metadata.string("none"))
        .isInstanceOf(GgufException.WrongMetadata.class)
        .hasMessageEndingWith("m.gguf: metadata none: found no such key, wanted a string");
  }

  @Test
  void saysWhatKindOfValueStandsWhereAnotherWasWanted() {
    assertThatThrownBy(() -> metadata.integer("f32"))
        .isInstanceOf(GgufException.WrongMetadata.class)
        .hasMessageEndingWith("metadata f32: found f32, wanted an integer");
    assertThatThrownBy(() -> metadata.findString("tokens"))
        .hasMessageEndingWith("metadata tokens: found string[4], wanted a string");
    assertThatThrownBy(() -> metadata.strings("types"))
        .hasMessageEndingWith("metadata types: found i32[4], wanted an array of strings");
    assertThatThrownBy(() -> metadata.real("u8")).hasMessageContaining("wanted an f32 or f64");
    assertThatThrownBy(() -> metadata.integers("nested"))
        .hasMessageContaining("found array[1], wanted an array of integers");
  }

  @Test
  void listsEveryEntryOnALine() {
    assertThat(metadata.entries())
        .contains(
            new MetadataEntry("general.architecture", "string", "llama"),
            new MetadataEntry("f32", "f32", "0.1"),
            new MetadataEntry("tokens", "string[4]", "[<s>, , Lèthe, 𝄞]"),
            new MetadataEntry("layers", "bool[3]", "[true, false, true]"),
            new MetadataEntry("nested", "array[1]", "[...]"))
        .hasSize(metadata.keys().size());
  }
}
