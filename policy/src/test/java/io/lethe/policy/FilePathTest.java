package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FilePathTest {
  @Test
  void waysOfWritingOnePathAreOne() {
    assertThat(
            List.of(
                FilePath.of("/repo/src/a.py"),
                FilePath.of("/repo//src/./a.py"),
                FilePath.of("/repo/lib/../src/a.py"),
                FilePath.of("file:///repo/src/a.py"),
                FilePath.of(" /repo/src/a.py ")))
        .containsOnly(FilePath.of("/repo/src/a.py"));
    assertThat(FilePath.of("c:\\x\\a.cs")).isEqualTo(FilePath.of("C:/x/a.cs"));
    assertThat(FilePath.of("/../a")).isEqualTo(FilePath.of("/a"));
    assertThat(FilePath.of("../../a")).isNotEqualTo(FilePath.of("a"));
    assertThat(FilePath.of("/repo/src/a.py")).hasToString("/repo/src/a.py");
  }

  @Test
  void namesThatOnlyEndAlikeAreTwo() {
    FilePath far = FilePath.of("/repo/src/data.py");
    assertThat(FilePath.of("a.py").same(far, List.of(far))).isFalse();
    assertThat(FilePath.of("data.py").same(far, List.of(far))).isTrue();
    assertThat(FilePath.of("src/data.py").same(FilePath.of("lib/src/data.py"), List.of()))
        .isFalse();
    assertThat(FilePath.of("").same(far, List.of(far))).isFalse();
  }
}
