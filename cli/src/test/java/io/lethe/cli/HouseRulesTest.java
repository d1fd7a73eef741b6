package io.lethe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of CONTRIBUTING.md that can be counted. */
class HouseRulesTest {
  private static final int MOST_LINES = 500;
  private static final Pattern EMPTY_WORD =
      Pattern.compile("(Utils?|Helpers?|Managers?|Support|Impl|Base|Abstract|Data|Info)(?![a-z])");
  private static final Pattern TYPE =
      Pattern.compile("\\b(?:class|interface|record|enum|@interface)\\s+([A-Z]\\w*)");

  private final List<Path> sources = SourceTree.mainSources();

  @Test
  void noSourceFileIsTooLongToHold() {
    assertThat(sources)
        .isNotEmpty()
        .allSatisfy(file ->
            assertThat(SourceTree.read(file).lines().count())
                .as("lines of %s", file)
                .isLessThanOrEqualTo(MOST_LINES));
  }

  @Test
  void noTypeNameHoldsAWordThatSaysNothing() {
    assertThat(
            sources.stream()
                .flatMap(file -> TYPE.matcher(withoutComments(file)).results())
                .map(type -> type.group(1)))
        .isNotEmpty()
        .noneMatch(name -> EMPTY_WORD.matcher(name).find());
  }

  @Test
  void everyPackageSaysWhatIsInIt() {
    assertThat(sources.stream().map(file -> file.resolveSibling("package-info.java")))
        .filteredOn(file -> !file.resolveSibling("module-info.java").toFile().exists())
        .allMatch(Files::exists);
  }

  @Test
  void theRuleKnowsWordsFromPartsOfWords() {
    assertThat(Stream.of("StringUtils", "BaseModel", "InfoLine", "TensorData", "ModelManager"))
        .allMatch(name -> EMPTY_WORD.matcher(name).find());
    assertThat(Stream.of("Database", "Baseline", "Utilisation", "Supported", "Implication"))
        .noneMatch(name -> EMPTY_WORD.matcher(name).find());
  }

  private static String withoutComments(Path file) {
    return SourceTree.read(file).replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("//.*", "");
  }
}
