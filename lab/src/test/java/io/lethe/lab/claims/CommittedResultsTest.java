package io.lethe.lab.claims;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.lab.Experiment;
import io.lethe.lab.Item;
import io.lethe.lab.Observation;
import io.lethe.lab.Results;
import io.lethe.lab.Rig;
import io.lethe.lab.Size;
import io.lethe.lab.SmokeRig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What docs/findings.md rests on comes out again: a few of its items are measured once more. */
class CommittedResultsTest {
  private static final Path COMMITTED = Path.of("results", "smollm2");
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final TypeReference<List<Map<String, Object>>> OBJECTS = new TypeReference<>() {};

  @TempDir static Path folder = Path.of("");
  private static @Nullable Rig rig;

  @BeforeAll
  static void open() {
    Rig small = SmokeRig.open(folder);
    rig =
        new Rig(
            small.engine(),
            small.model(),
            small.conversations(),
            small.recorded(),
            Size.FULL,
            small.seed(),
            small.work());
  }

  @AfterAll
  static void close() {
    if (rig != null) {
      rig.engine().close();
    }
  }

  @ParameterizedTest
  @CsvSource({"warm-equals-reprefill,d07", "corrected-fact,correction-3", "kept-kv,d07"})
  void whatWasCommittedIsMeasuredAgainBitForBit(String name, String key) throws IOException {
    Rig known = Objects.requireNonNull(rig);
    Experiment experiment = Claims.named(name).orElseThrow();
    Results committed = Results.read(COMMITTED.resolve(name + ".jsonl"));
    Item item =
        experiment.items(known).stream()
            .filter(each -> each.key().equals(key))
            .findFirst()
            .orElseThrow();
    assertThat(untimed(experiment.measure(item, known)))
        .isEqualTo(untimed(Objects.requireNonNull(committed.items().get(key))))
        .isNotEmpty();
  }

  /** As a file would hold them, whatever the types of their numbers, without the times. */
  private static List<Map<String, Object>> untimed(List<Observation> observations) {
    String written =
        JSON.writeValueAsString(observations.stream().map(Observation::values).toList());
    List<Map<String, Object>> read = JSON.readValue(written, OBJECTS);
    read.forEach(each ->
        Set.copyOf(each.keySet()).stream()
            .filter(key -> key.endsWith("_seconds"))
            .forEach(each::remove));
    return read;
  }
}
