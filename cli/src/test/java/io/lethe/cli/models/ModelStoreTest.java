package io.lethe.cli.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lethe.cli.models.ModelStore.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {
  @TempDir private Path home;
  private ModelStore store = new ModelStore(Path.of(""), Catalogue::shipped);

  @BeforeEach
  void open() throws IOException {
    store = new ModelStore(home, Catalogue::shipped);
    Files.createDirectories(store.folder());
  }

  @Test
  void aModelIsFoundByItsNameItsAliasAndItsPath() throws IOException {
    Path file = Files.writeString(store.folder().resolve("qwen2.5-coder-0.5b.gguf"), "x");

    assertThat(store.resolve("qwen2.5-coder-0.5b")).isEqualTo(file);
    assertThat(store.resolve("qwen05")).isEqualTo(file);
    assertThat(store.resolve(file.toString())).isEqualTo(file);
  }

  @Test
  void aFileOfOnesOwnInTheFolderIsFoundByItsName() throws IOException {
    Path file = Files.writeString(store.folder().resolve("mine.gguf"), "x");

    assertThat(store.resolve("mine")).isEqualTo(file);
  }

  @Test
  void theCatalogueIsNotReadForAModelThatIsHere() throws IOException {
    Path file = Files.writeString(store.folder().resolve("smollm2.gguf"), "x");
    ModelStore withoutCatalogue =
        new ModelStore(
            home,
            () -> {
              throw new AssertionError("the catalogue was read");
            });

    assertThat(withoutCatalogue.resolve("smollm2")).isEqualTo(file);
  }

  @Test
  void aModelThatIsNotHereSaysHowToFetchIt() {
    assertThatExceptionOfType(ModelStoreException.NotPulled.class)
        .isThrownBy(() -> store.resolve("qwen05"))
        .withMessageContaining("lethe models pull qwen2.5-coder-0.5b");
  }

  @Test
  void aWordThatIsNothingIsAnsweredWithTheNearestNames() {
    assertThatExceptionOfType(ModelStoreException.UnknownModel.class)
        .isThrownBy(() -> store.resolve("smolm2"))
        .withMessageContaining("near: smollm2");
  }

  @Test
  void aPathThatIsNoFileIsRefused() {
    assertThatExceptionOfType(ModelStoreException.NotAFile.class)
        .isThrownBy(() -> store.resolve(home.toString()))
        .withMessageContaining("a folder");
    assertThatExceptionOfType(ModelStoreException.NotAFile.class)
        .isThrownBy(() -> store.resolve("nowhere/model.gguf"))
        .withMessageContaining("not there");
  }

  @Test
  void aFileWithOtherBytesIsDamaged() throws IOException {
    CatalogueEntry entry = store.catalogue().get("smollm2");
    Files.writeString(store.fileOf(entry), "not a model");

    assertThat(store.verify(entry)).isInstanceOf(Verdict.Damaged.class);
  }

  @Test
  void aFileWithoutAChecksumInTheCatalogueIsComparedWithItsReceipt() throws IOException {
    CatalogueEntry entry = store.catalogue().get("qwen3-4b");
    Path file = Files.writeString(store.fileOf(entry), "bytes");
    assertThat(store.verify(entry)).isInstanceOf(Verdict.Unknown.class);

    new Receipt(entry.name(), 5, Sha256.of(file), "hub").write(store.receiptOf(entry));
    assertThat(store.verify(entry)).isInstanceOf(Verdict.Intact.class);

    Files.writeString(file, "other");
    assertThat(store.verify(entry)).isInstanceOf(Verdict.Damaged.class);
  }

  @Test
  void removingDeletesTheFileItsReceiptAndWhatWasCutOff() throws IOException {
    CatalogueEntry entry = store.catalogue().get("gemma");
    Files.writeString(store.fileOf(entry), "x");
    Files.writeString(ModelStore.partOf(store.fileOf(entry)), "x");
    Files.writeString(store.receiptOf(entry), "{}");

    store.remove(entry);

    assertThat(store.folder()).isEmptyDirectory();
    assertThatExceptionOfType(ModelStoreException.NotPulled.class)
        .isThrownBy(() -> store.remove(entry));
  }
}
