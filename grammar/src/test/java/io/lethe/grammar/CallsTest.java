package io.lethe.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.grammar.GrammarSource.Choice;
import io.lethe.grammar.GrammarSource.Parallel;
import io.lethe.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CallsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String CITY =
      "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\",\"maxLength\":9}},"
          + "\"required\":[\"city\"],\"additionalProperties\":false}";
  private static final List<ToolSchema> TOOLS =
      List.of(
          new ToolSchema("get_weather", CITY),
          new ToolSchema("get_time", "{\"properties\":{\"utc\":{\"type\":\"boolean\"}}}"));
  private static final Pattern CALL =
      Pattern.compile("<tool_call>\n?(\\{.*?\\})\n?</tool_call>", Pattern.DOTALL);

  private static GrammarSource calls(ToolSyntax syntax, Choice choice, Parallel parallel) {
    return GrammarSource.toolCalls(syntax, TOOLS, choice, parallel);
  }

  private static void requireCall(String json, String argumentsKey) {
    JsonNode call = JSON.readTree(json);
    assertThat(call.propertyNames()).containsExactly("name", argumentsKey);
    switch (call.get("name").asString()) {
      case "get_weather" -> new Judge(CITY).accept(call.get(argumentsKey).toString());
      case "get_time" -> assertThat(call.get(argumentsKey).isObject()).isTrue();
      default -> throw new AssertionError(json);
    }
  }

  @Test
  void aRequiredCallIsTheWholeAnswer() {
    Grammar grammar =
        Grammar.compile(calls(ToolSyntax.HERMES, Choice.REQUIRED, Parallel.ONE), Tokens.TOKENIZER);
    for (int extra = 0; extra < 60; extra++) {
      String answer =
          new Author(Tokens.TOKENIZER, grammar, extra).write(grammar.leastTokens() + extra);
      Matcher call = CALL.matcher(answer);
      assertThat(call.matches()).as(answer).isTrue();
      requireCall(call.group(1), "arguments");
    }
  }

  @Test
  void severalCallsStandInOneAnswerWhereTheyMay() {
    Grammar grammar =
        Grammar.compile(
            calls(ToolSyntax.HERMES, Choice.REQUIRED, Parallel.ALLOWED), Tokens.TOKENIZER);
    long most = 0;
    for (int seed = 0; seed < 40; seed++) {
      String answer = new Author(Tokens.TOKENIZER, grammar, seed).write(400);
      assertThat(CALL.matcher(answer).replaceAll("").strip()).isEmpty();
      CALL.matcher(answer).results().forEach(call -> requireCall(call.group(1), "arguments"));
      most = Math.max(most, CALL.matcher(answer).results().count());
    }
    assertThat(most).isGreaterThan(1);
  }

  @Test
  void textIsFreeButWhatOpensACallIsOne() {
    Grammar grammar =
        Grammar.compile(calls(ToolSyntax.HERMES, Choice.AUTO, Parallel.ALLOWED), Tokens.TOKENIZER);
    assertThat(grammar.leastTokens()).isEqualTo(1);
    Tokenizer tokenizer = Tokens.TOKENIZER;
    for (int seed = 0; seed < 30; seed++) {
      Cursor cursor = grammar.start();
      write(cursor, "Let me see < <tool <tool_cal <tool_ca" + seed + "\n<tool_call>\n{\"na");
      assertThat(cursor.mayEnd()).isFalse();
      assertThat(allows(cursor, "x")).isFalse();
      assertThat(cursor.allowed().allows(tokenizer.id(Tokens.CONTROL).orElseThrow())).isFalse();
      write(cursor, "me\": \"get_time\", \"arguments\": {\"utc\": true}}\n</tool_call>");
      assertThat(cursor.mayEnd()).isTrue();
      assertThat(cursor.allowed().allows(tokenizer.id(Tokens.CONTROL).orElseThrow())).isTrue();
      write(cursor, "So it is.<tool_call>");
      assertThat(cursor.mayEnd()).isFalse();
    }
  }

  @Test
  void afterOneCallNoOtherIsOpenedWhereOnlyOneMayBe() {
    Grammar grammar =
        Grammar.compile(calls(ToolSyntax.HERMES, Choice.AUTO, Parallel.ONE), Tokens.TOKENIZER);
    Cursor cursor = grammar.start();
    write(
        cursor,
        "<tool_call>\n{\"name\":\"get_time\",\"arguments\":{}}\n</tool_call> and <tool_call");
    assertThat(cursor.mayEnd()).isTrue();
    assertThat(allows(cursor, ">")).isFalse();
    assertThat(allows(cursor, "a")).isTrue();
  }

  @Test
  void aCallThatCannotBeFinishedIsNotOpened() {
    Grammar grammar =
        Grammar.compile(calls(ToolSyntax.HERMES, Choice.AUTO, Parallel.ONE), Tokens.TOKENIZER);
    for (int most = 1; most < 120; most++) {
      String answer = free(grammar, most, most);
      Matcher call = CALL.matcher(answer);
      if (answer.contains("<tool_call>")) {
        assertThat(call.find()).as(answer).isTrue();
        requireCall(call.group(1), "arguments");
      }
    }
    Cursor cursor = grammar.start();
    write(cursor, "<tool_call");
    int closing = token(">");
    assertThat(cursor.allows(closing, 100)).isTrue();
    assertThat(cursor.allows(closing, 5)).isFalse();
  }

  @Test
  void mistralsCallsShareOneArray() {
    Tokenizer tokenizer = Tokens.tokenizer(List.of("[TOOL_CALLS]"));
    int opening = tokenizer.id("[TOOL_CALLS]").orElseThrow();
    Grammar grammar =
        Grammar.compile(calls(ToolSyntax.MISTRAL, Choice.REQUIRED, Parallel.ALLOWED), tokenizer);
    assertThat(grammar.start().allowed(300).allows(opening))
        .as("a control token counts as what it is written as")
        .isTrue();
    int most = 0;
    for (int seed = 0; seed < 30; seed++) {
      Author author = new Author(tokenizer, grammar, seed);
      String answer = author.write(300);
      String json = answer.startsWith("[TOOL_CALLS]") ? answer.substring(12) : answer;
      JsonNode calls = JSON.readTree(json);
      calls.forEach(call -> requireCall(call.toString(), "arguments"));
      most = Math.max(most, calls.size());
    }
    assertThat(most).isGreaterThan(1);
  }

  @Test
  void aLlamaAnswerIsACallIfItBeginsAsOne() {
    Grammar grammar =
        Grammar.compile(calls(ToolSyntax.LLAMA3, Choice.AUTO, Parallel.ALLOWED), Tokens.TOKENIZER);
    for (int seed = 0; seed < 40; seed++) {
      String answer = free(grammar, seed, 100);
      if (answer.startsWith("{")) {
        requireCall(answer, "parameters");
      }
    }
    Cursor cursor = grammar.start();
    write(cursor, "{\"name\": \"get_");
    assertThat(cursor.mayEnd()).isFalse();
    Cursor text = grammar.start();
    write(text, "It is {\"late\"");
    assertThat(text.mayEnd()).isTrue();
  }

  @Test
  void aToolWithASchemaThatCannotBeCarriedOutIsNamed() {
    GrammarSource source =
        GrammarSource.toolCalls(
            ToolSyntax.HERMES,
            List.of(new ToolSchema("odd", "{\"type\":\"object\",\"not\":{}}")),
            Choice.AUTO,
            Parallel.ONE);
    assertThatThrownBy(() -> Grammar.compile(source, Tokens.TOKENIZER))
        .isInstanceOf(GrammarException.class)
        .hasMessageContaining("tool odd")
        .hasMessageContaining("\"not\"");
  }

  @Test
  void aSourceComesBackFromItsText() {
    for (GrammarSource source :
        List.of(
            GrammarSource.jsonObject(),
            GrammarSource.jsonSchema(CITY),
            calls(ToolSyntax.HERMES, Choice.AUTO, Parallel.ALLOWED),
            calls(ToolSyntax.MISTRAL, Choice.REQUIRED, Parallel.ONE))) {
      assertThat(GrammarSource.parse(source.text())).isEqualTo(source);
    }
    for (String text : List.of("", "{}", "[]", "{\"kind\":\"x\"}", "{\"kind\":\"tool_calls\"}")) {
      assertThatThrownBy(() -> GrammarSource.parse(text)).isInstanceOf(GrammarException.class);
    }
  }

  private static String free(Grammar grammar, long seed, int most) {
    return new String(
        new Author(Tokens.TOKENIZER, grammar, seed).bytes(most), StandardCharsets.UTF_8);
  }

  private static int token(String text) {
    return Tokens.TOKENIZER.encode(text)[0];
  }

  private static boolean allows(Cursor cursor, String text) {
    return cursor.allows(token(text), Integer.MAX_VALUE);
  }

  private static void write(Cursor cursor, String text) {
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      cursor.accept(token(Character.toString(each)));
    }
  }
}
