package io.lethe.tokenizer.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Damaged templates give text or a TemplateException, and nothing else. */
class TemplateFuzzTest {
  private static final long SEED = 20261121;
  private static final int MUTATIONS = 6_000;

  private static final TemplateLimits TIGHT = new TemplateLimits(200_000, 2_000_000, 500_000, 500);

  private static final List<String> PIECES =
      List.of(
          "{%",
          "%}",
          "{{",
          "}}",
          "{#",
          "#}",
          "-",
          "+",
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          "|",
          "~",
          "*",
          "**",
          "//",
          "%",
          "'",
          "\"",
          "\\",
          ":",
          ",",
          ".",
          "0",
          "-1",
          "99999999999",
          " not ",
          " in ",
          " is ",
          " if ",
          " else ",
          " for ",
          "{% endif %}",
          "{% endfor %}",
          "{% set ",
          "loop",
          "messages",
          "|tojson",
          "|length",
          "[::-1]",
          "|map(",
          "namespace(",
          "\n",
          "\u0000",
          "🙂",
          "{% raw %}",
          "{% macro m(a) %}",
          "{% endmacro %}",
          "m(m)",
          "range(99999)",
          "* 99999");

  @Test
  @Timeout(120)
  void damagedTemplateIsRenderedOrRefused() {
    Random random = new Random(SEED);
    List<String> sources = new ArrayList<>();
    GoldenFiles.templates().forEach(name -> sources.add(GoldenFiles.source(name)));
    List<ChatRequest> requests = new ArrayList<>();
    GoldenFiles.chatCases("qwen3").forEach(chat -> requests.add(chat.request()));
    int rendered = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      String source = mutate(random, sources);
      try {
        ChatTemplate template = ChatTemplate.parse("fuzzed", source).within(TIGHT);
        template.render(requests.get(random.nextInt(requests.size())));
        rendered++;
      } catch (TemplateException e) {
        assertThat(e.line()).isPositive();
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        throw new AssertionError("seed " + SEED + ", mutation " + i + ":\n" + source, e);
      }
    }
    assertThat(rendered).as("mutations that still render").isBetween(100, MUTATIONS - 100);
  }

  private static String mutate(Random random, List<String> sources) {
    StringBuilder source = new StringBuilder(sources.get(random.nextInt(sources.size())));
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(source.length());
      int to = Math.min(source.length(), at + 1 + random.nextInt(12));
      switch (random.nextInt(5)) {
        case 0 -> source.delete(at, to);
        case 1 -> source.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 2 -> source.setCharAt(at, (char) random.nextInt(0x180));
        case 3 -> source.insert(random.nextInt(source.length()), source.substring(at, to));
        default -> {
          String other = sources.get(random.nextInt(sources.size()));
          int from = random.nextInt(other.length());
          source.insert(at, other, from, Math.min(other.length(), from + random.nextInt(80)));
        }
      }
      if (source.isEmpty()) {
        source.append(' ');
      }
    }
    return source.toString();
  }
}
