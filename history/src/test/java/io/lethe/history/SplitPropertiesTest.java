package io.lethe.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.history.BlockSplitter.Beginning;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for any answer, made of the fragments that are hard to tell apart. */
class SplitPropertiesTest {
  private static final List<String> FRAGMENTS =
      List.of(
          "<think>",
          "</think>",
          "<tool_call>",
          "</tool_call>",
          "[TOOL_CALLS]",
          "<|python_tag|>",
          "```json\n",
          "```",
          "<tools>",
          "</tools>",
          "<",
          "</",
          "<t",
          "[",
          "]",
          "{",
          "}",
          "\n",
          " ",
          ";",
          ",",
          "\"",
          "\\",
          "Hello",
          "\uD83D\uDE00",
          "{\"name\": \"f\", \"arguments\": {\"a\": [1, {\"b\": null}]}}",
          "{\"name\": \"g\", \"parameters\": {\"a\": \"x}\\\"\"}}",
          "{\"name\": \"f\", \"arguments\": ",
          "<tool_call>\n{\"name\": \"f\", \"arguments\": {}}\n</tool_call>",
          "{\"a\": 1.5e3}");
  private static final Pattern MARKUP =
      Pattern.compile(
          "<think>|```(?:json)?|</?tools>|</?tool_call>|</think>|\\[TOOL_CALLS\\]|<\\|python_tag\\|>|[\\s{}\\[\\],;]|</?[tol_ca]*$");

  private static String random(Random random) {
    StringBuilder text = new StringBuilder();
    int fragments = random.nextInt(14);
    for (int i = 0; i < fragments; i++) {
      text.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
    }
    return text.toString();
  }

  @ParameterizedTest
  @EnumSource(CallSyntax.class)
  void blocksAreTheSameHoweverTheTextIsCutAndTheListenerHearsThem(CallSyntax syntax) {
    for (int seed = 0; seed < 4000; seed++) {
      Random random = new Random(seed);
      String text = random(random);
      Beginning beginning = random.nextBoolean() ? Beginning.OUTSIDE : Beginning.INSIDE_THOUGHT;
      List<Written> whole =
          BlockSplitter.split(text, syntax, beginning, Splits.ANY, Integer::toString);
      Heard heard = new Heard();
      List<Written> pieces = Splits.inPieces(syntax, beginning, text, random, heard);
      assertThat(pieces).as("seed %d: %s", seed, text).isEqualTo(whole);
      assertThat(heard.blocks()).as("seed %d: %s", seed, text).isEqualTo(Splits.blocks(whole));
    }
  }

  @ParameterizedTest
  @EnumSource(CallSyntax.class)
  void nothingIsLeftOutButTags(CallSyntax syntax) {
    for (int seed = 0; seed < 4000; seed++) {
      String text = random(new Random(seed));
      int[] points = text.codePoints().toArray();
      int from = 0;
      StringBuilder between = new StringBuilder();
      for (Written written :
          BlockSplitter.split(text, syntax, Beginning.OUTSIDE, Splits.ANY, Integer::toString)) {
        String own = written.range().of(text);
        assertThat(written.range().start()).as("seed %d", seed).isGreaterThanOrEqualTo(from);
        between.append(new String(points, from, written.range().start() - from)).append(' ');
        from = written.range().end();
        switch (written.block()) {
          case Block.Text said -> assertThat(said.text()).as("seed %d", seed).isEqualTo(own);
          case Block.Thought thought -> assertThat(own).contains(thought.text());
          case Block.ToolUse call -> assertThat(own).contains(call.name());
          case Block.ToolResult _ -> throw new AssertionError("a result in an answer");
        }
      }
      between.append(new String(points, from, points.length - from));
      assertThat(MARKUP.matcher(between).replaceAll("")).as("seed %d: %s", seed, text).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(CallSyntax.class)
  void whatIsWrittenLikeAModelIsReadAsTheSameBlocks(CallSyntax syntax) {
    for (int seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      Beginning beginning = random.nextBoolean() ? Beginning.OUTSIDE : Beginning.INSIDE_THOUGHT;
      List<Block> blocks = new ArrayList<>();
      if (random.nextBoolean()) {
        blocks.add(Splits.thought("I see <b> and {" + seed + "}."));
      }
      // Llama calls without any text before.
      if (random.nextBoolean() && syntax != CallSyntax.LLAMA) {
        blocks.add(Splits.text("Well, [" + seed + "] < 3."));
      }
      int calls = random.nextInt(4);
      for (int i = 0; i < calls; i++) {
        blocks.add(Splits.call(i, "tool_" + random.nextInt(3), "{\"x\": \"" + seed + "\\n}\"}"));
      }
      if (blocks.stream().noneMatch(Block.Text.class::isInstance) && random.nextBoolean()) {
        blocks.add(Splits.text("Done " + seed));
      }
      String written =
          new ToolFormat(
                  syntax,
                  ToolFormat.Telling.TEMPLATE,
                  ToolFormat.Results.TOOL_ROLE,
                  ToolFormat.LaterSystem.SYSTEM_ROLE,
                  beginning)
              .written(blocks)
              .text();
      assertThat(Splits.of(syntax, beginning, Splits.ANY, written))
          .as("seed %d: %s", seed, written)
          .isEqualTo(blocks);
    }
  }
}
