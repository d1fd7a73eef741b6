package io.lethe.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceReaderTest {
  @TempDir private Path folder = Path.of("");
  private Path file = Path.of("");
  private List<String> lines = List.of();

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("trace.jsonl");
    try (TraceWriter writer = TraceWriter.create(file, Samples.opened(), Samples.CLOCK)) {
      writer.append(
          Samples.appended(1, 0, "eins", 1, 2),
          Samples.generated(2, 2, "zwei", 3),
          Samples.forgotten(0, 1));
    }
    lines = new ArrayList<>(Files.readAllLines(file));
  }

  @Test
  void aChangedByteAmidTheFileIsNoticedWhereverItIs() throws IOException {
    byte[] all = Files.readAllBytes(file);
    int last = all.length - lines.getLast().getBytes(UTF_8).length - 1;
    for (int i = 0; i < last; i++) {
      byte[] damaged = all.clone();
      damaged[i] ^= 1;
      Files.write(file, damaged);
      assertThatThrownBy(() -> TraceReader.read(file))
          .as("byte %d", i)
          .isInstanceOf(TraceException.Malformed.class);
    }
  }

  @Test
  void damageIsToldWithFileAndLine() throws IOException {
    lines.set(1, lines.get(1).replace("eins", "uno!"));
    Files.write(file, lines);
    assertThatThrownBy(() -> TraceReader.read(file))
        .isInstanceOfSatisfying(
            TraceException.Malformed.class, e -> assertThat(e.line()).isEqualTo(2))
        .hasMessageStartingWith(file + ": line 2: found a damaged line amid the file");
    assertThatThrownBy(() -> TraceWriter.open(file, Samples.CLOCK))
        .isInstanceOf(TraceException.Malformed.class);
  }

  @Test
  void whatAWellSealedLineSaysWrongIsToldInWords() throws IOException {
    assertTrouble(
        1, "\"kind\":\"text\"", "\"kind\":\"poem\"", "found the kind \"poem\", wanted one of");
    assertTrouble(
        1, "\"kind\":\"text\"", "\"kind\":7", "found 7 as \"kind\" in parts, wanted a string");
    assertTrouble(
        1, "\"event\":\"append\"", "\"event\":\"explode\"", "found the event \"explode\"");
    assertTrouble(1, "\"n\":1", "\"n\":2", "found event 2, wanted event 1");
    assertTrouble(1, "\"tokens\":[1,2]", "\"tokens\":[1,3]", "found the chain ");
    assertTrouble(1, "\"tokens\":[1,2]", "\"tokens\":[1,-2]", "found -2 as number in tokens");
    assertTrouble(1, "\"tokens\":[1,2]", "\"tokens\":[1,2.5]", "after whole numbers");
    assertTrouble(1, "\"tokens\":[1,2]", "\"tokens\":[1]", "found tokens [0, 2) in part 1");
    assertTrouble(1, "\"first\":0", "\"first\":99999999999999999999", "out of range");
    assertTrouble(1, "\"first\":0", "\"first\":9007199254740991", "wanted none past");
    assertTrouble(1, "\"first\":0", "\"first\":0,\"first\":0", "Duplicate");
    assertTrouble(1, "\"first\":0", "\"first\":0,\"mood\":1", "found the field \"mood\"");
    assertTrouble(1, "\"first\":0,", "", "found nothing as \"first\", wanted a whole number");
    assertTrouble(1, "\"first\":0", "\"first\":" + "[".repeat(5000), "found no JSON");
    assertTrouble(2, "\"seed\":-7", "\"seed\":null", "found null as \"sampling.seed\"");
    assertTrouble(2, "\"temperature\":0.8", "\"temperature\":1e999", "beyond all doubles");
    assertTrouble(3, "[[0,1]]", "[[1,0]]", "found a span of [1, 0)");
    assertTrouble(3, "[[0,1]]", "[[0,1,2]]", "wanted lists of 2 whole numbers");
    assertTrouble(3, "[[0,1]]", "[]", "found no span");
    assertTrouble(3, "\"at\":\"2026", "\"at\":\"MMXXVI", "found the time \"MMXXVI");
  }

  private void assertTrouble(int line, String from, String to, String trouble) throws IOException {
    assertThat(lines.get(line)).contains(from);
    List<String> changed = new ArrayList<>(lines);
    changed.set(line, Lines.reseal(lines.get(line).replace(from, to)));
    Files.write(file, changed);
    assertThatThrownBy(() -> TraceReader.read(file))
        .isInstanceOf(TraceException.Malformed.class)
        .hasMessageStartingWith(file + ": line " + (line + 1) + ": ")
        .hasMessageContaining(trouble);
  }

  @Test
  void anotherFormatIsToldFromDamage() throws IOException {
    lines.set(0, Lines.reseal(lines.get(0).replace("\"format\":1", "\"format\":2")));
    Files.write(file, lines);
    assertThatThrownBy(() -> TraceReader.read(file))
        .isInstanceOf(TraceException.OtherFormat.class)
        .hasMessageContaining("found format 2, wanted 1");
  }

  @Test
  void linesThatAreMissingOrSwappedAreNoticed() throws IOException {
    Files.write(file, List.of(lines.get(0), lines.get(2)));
    assertThatThrownBy(() -> TraceReader.read(file)).hasMessageContaining("found event 2, wanted");
    Files.write(file, List.of(lines.get(1), lines.get(2)));
    assertThatThrownBy(() -> TraceReader.read(file))
        .hasMessageContaining("found append, wanted open");
  }

  @Test
  void aLineWithoutEndIsRefusedBeforeItFillsTheMemory() throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(20L << 30);
    }
    assertThatThrownBy(() -> TraceReader.read(file))
        .isInstanceOf(TraceException.Malformed.class)
        .hasMessageContaining("line 5: found more than 67108864 bytes");
  }

  @Test
  void aFolderOrNothingIsNoTrace() {
    assertThatThrownBy(() -> TraceReader.read(folder))
        .isInstanceOf(TraceException.Unreadable.class);
    assertThatThrownBy(() -> TraceReader.read(folder.resolve("none")))
        .isInstanceOf(TraceException.Unreadable.class)
        .hasMessageContaining("none");
  }

  @Test
  void streamingHandsOutTheSameLines() {
    List<TraceLine> streamed = new ArrayList<>();
    TraceReader.stream(file, streamed::add);
    assertThat(streamed).isEqualTo(TraceReader.read(file).lines());
  }

  @Test
  void aTraceUntilAnEventIsTheTraceAsItWasThen() {
    Trace trace = TraceReader.read(file);
    assertThat(trace.until(1).lines()).isEqualTo(trace.lines().subList(0, 2));
    assertThat(trace.until(1).state()).isEqualTo(trace.lines().get(1).state());
    assertThatThrownBy(() -> trace.until(4)).hasMessageContaining("wanted 0 to 3");
  }
}
