package io.lethe.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/trace.md shows is a trace. */
class TraceDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "trace.md");
  @TempDir private Path folder = Path.of("");

  @Test
  void theExampleIsATraceWithEveryEvent() throws IOException {
    Trace trace = TraceReader.read(Files.writeString(folder.resolve("trace.jsonl"), example()));
    assertThat(trace.events().stream().map(EventName::of).collect(Collectors.toSet()))
        .isEqualTo(EnumSet.allOf(EventName.class));
    for (TraceLine line : trace.lines()) {
      assertThat(example()).contains(new String(LineCodec.encode(line), UTF_8));
    }
  }

  @Test
  void everyKindRoleAndEventIsNamed() throws IOException {
    String text = Files.readString(DOCUMENT);
    for (Set<? extends Enum<?>> names :
        List.of(
            EnumSet.allOf(PartKind.class),
            EnumSet.allOf(PartRole.class),
            EnumSet.allOf(EventName.class))) {
      names.forEach(name -> assertThat(text).contains('`' + Wanted.word(name) + '`'));
    }
  }

  private static String example() throws IOException {
    Matcher block = Pattern.compile("(?s)```jsonl\n(.*?)```").matcher(Files.readString(DOCUMENT));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }
}
