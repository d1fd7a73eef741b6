package io.lethe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The map in docs/architecture.md is the one the build, the descriptors and the classes follow. */
class ModuleGraphTest {
  private static final Path ROOT = SourceTree.root();
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| ([^|]*) \\|.*$");

  private final Map<String, Set<String>> map = map();

  @Test
  void theMapNamesEveryModuleOfTheBuild() throws IOException {
    assertThat(map.keySet())
        .isEqualTo(words(Files.readString(ROOT.resolve("pom.xml")), "<module>(\\w+)</module>"));
  }

  @Test
  void theBuildKnowsTheArrowsOfTheMapAndNoOthers() throws IOException {
    for (String module : map.keySet()) {
      Set<String> arrows =
          words(
              Files.readString(ROOT.resolve(module).resolve("pom.xml")),
              "<artifactId>lethe-(\\w+)<");
      arrows.remove(module);
      assertThat(arrows).as(module).isEqualTo(map.get(module));
    }
  }

  @Test
  void descriptorsRequireNothingThatTheMapForbids() throws IOException {
    for (String module : map.keySet()) {
      Path descriptor = ROOT.resolve(module).resolve("src/main/java/module-info.java");
      if (Files.exists(descriptor)) {
        assertThat(map.get(module))
            .as(module)
            .containsAll(
                words(Files.readString(descriptor), "requires[\\w ]* io\\.lethe\\.(\\w+);"));
      }
    }
  }

  @Test
  void classesUseNothingThatTheMapForbids() {
    Map<String, Set<String>> used = new TreeMap<>();
    for (JavaClass each : classes()) {
      String from = moduleOf(each);
      each.getDirectDependenciesFromSelf().stream()
          .map(dependency -> moduleOf(dependency.getTargetClass()))
          .filter(to -> !to.isEmpty() && !to.equals(from))
          .forEach(to -> used.computeIfAbsent(from, _ -> new TreeSet<>()).add(to));
    }
    assertThat(used)
        .allSatisfy((module, targets) ->
            assertThat(map.getOrDefault(module, Set.of())).as(module).containsAll(targets));
  }

  @Test
  void theMapHasNoCircle() {
    Set<String> settled = new TreeSet<>();
    while (settled.size() < map.size()) {
      Set<String> next =
          map.keySet().stream()
              .filter(each -> !settled.contains(each) && settled.containsAll(map.get(each)))
              .collect(Collectors.toSet());
      assertThat(next).as("modules that lean on %s alone", settled).isNotEmpty();
      settled.addAll(next);
    }
  }

  private static JavaClasses classes() {
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages("io.lethe");
  }

  private static String moduleOf(JavaClass type) {
    Matcher name = Pattern.compile("io\\.lethe\\.(\\w+).*").matcher(type.getPackageName());
    return name.matches() ? name.group(1) : "";
  }

  private static Map<String, Set<String>> map() {
    Map<String, Set<String>> map = new TreeMap<>();
    ROW.matcher(SourceTree.read(ROOT.resolve("docs/architecture.md")))
        .results()
        .forEach(row ->
            map.put(
                row.group(1),
                Stream.of(row.group(2).strip().split(" +", -1))
                    .filter(word -> !word.equals("–"))
                    .collect(Collectors.toCollection(TreeSet::new))));
    return map;
  }

  private static Set<String> words(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
