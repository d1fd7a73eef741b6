package io.lethe.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileSchemaTest {
  private static Grammar compile(String schema) {
    return Grammar.compile(GrammarSource.jsonSchema(schema), Tokens.TOKENIZER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '~',
      value = {
        "{ § no JSON",
        "[] § array",
        "{\"type\":\"thing\"} § thing",
        "{\"type\":7} § 7",
        "{\"not\":{}} § \"not\"",
        "{\"if\":{\"type\":\"string\"}} § \"if\"",
        "{\"patternProperties\":{\"a\":{}}} § \"patternProperties\"",
        "{\"type\":\"array\",\"uniqueItems\":true} § \"uniqueItems\"",
        "{\"type\":\"number\",\"multipleOf\":3} § /multipleOf",
        "{\"type\":\"number\",\"minimum\":1e99} § /minimum",
        "{\"type\":\"string\",\"minLength\":-1} § /minLength",
        "{\"type\":\"array\",\"minItems\":99999999999} § /minItems",
        "{\"$ref\":\"#/$defs/a\"} § not there",
        "{\"$ref\":\"http://a/b\"} § http://a/b",
        "{\"$ref\":\"#\"} § nothing can be written",
        "{\"anyOf\":[]} § /anyOf",
        "{\"allOf\":[{\"$ref\":\"#\"}],\"type\":\"object\"} § combined more than",
        "{\"enum\":[]} § 0 values",
        "{\"type\":\"string\",\"const\":1} § nothing can be written",
        "{\"type\":\"integer\",\"minimum\":3,\"maximum\":2} § nothing can be written",
        "{\"type\":\"object\",\"required\":[\"a\"],\"additionalProperties\":false} § nothing can be",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}},\"required\":[\"a\"]} § nothing can be",
        "{\"type\":\"string\",\"pattern\":\"(\"} § without an end",
        "{\"type\":\"string\",\"pattern\":\"a)\"} § parenthesis",
        "{\"type\":\"string\",\"pattern\":\"(?=a)b\"} § look ahead",
        "{\"type\":\"string\",\"pattern\":\"(a)\\\\1\"} § \\1",
        "{\"type\":\"string\",\"pattern\":\"\\\\bfoo\"} § \\b",
        "{\"type\":\"string\",\"pattern\":\"a{9999}\"} § number",
        "{\"type\":\"string\",\"pattern\":\"[z-a]\"} § range",
        "{\"type\":\"string\",\"pattern\":\"^a$b\"} § nothing can be",
        "{\"type\":\"string\",\"pattern\":\"(a{0,1000}){0,1000}(b?){900}c{700}\"} § pattern",
        "{\"type\":\"string\",\"pattern\":\"(x|y)*x(x|y){40}$\"} § pattern",
        "{\"type\":\"string\",\"pattern\":\"^[a-z]+$\",\"minLength\":9000} § pattern",
      })
  void whatCannotBeCarriedOutIsRefusedWithItsPlace(String schema, String said) {
    assertThatThrownBy(() -> compile(schema))
        .isInstanceOf(GrammarException.class)
        .hasMessageContaining(said.strip())
        .hasMessageContaining("wanted");
  }

  @Test
  void depthAndSizeAreLimited() {
    String deep = "{\"items\":".repeat(90) + "{}" + "}".repeat(90);
    assertThatThrownBy(() -> compile(deep)).isInstanceOf(GrammarException.class);
    String deeper = "[".repeat(100_000);
    assertThatThrownBy(() -> compile(deeper)).isInstanceOf(GrammarException.class);
    String large = "{\"enum\":[\"" + "x".repeat(1 << 20) + "\"]}";
    assertThatThrownBy(() -> compile(large)).isInstanceOf(GrammarException.class);
    String many =
        "{\"properties\":{"
            + IntStream.range(0, 25_000)
                .mapToObj(i -> "\"" + i + "\":{}")
                .collect(Collectors.joining(","))
            + "}}";
    assertThatThrownBy(() -> compile(many)).isInstanceOf(GrammarException.class);
    String pair = "{\"anyOf\":[{\"title\":\"a\"},{\"title\":\"b\"}]}";
    String product =
        "{\"allOf\":["
            + IntStream.range(0, 20).mapToObj(_ -> pair).collect(Collectors.joining(","))
            + "]}";
    assertThatThrownBy(() -> compile(product)).isInstanceOf(GrammarException.class);
    String doubling =
        "{\"$defs\":{"
            + IntStream.range(0, 30)
                .mapToObj(i ->
                    "\"%d\":{\"allOf\":[{\"$ref\":\"#/$defs/%d\"},{\"$ref\":\"#/$defs/%d\"}]}"
                        .formatted(i, i + 1, i + 1))
                .collect(Collectors.joining(","))
            + ",\"30\":{}},\"$ref\":\"#/$defs/0\"}";
    assertThatThrownBy(() -> compile(doubling)).isInstanceOf(GrammarException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"string\",\"maxLength\":1000000}",
        "{\"type\":\"string\",\"minLength\":1000}",
        "{\"type\":\"array\",\"items\":{\"type\":\"null\"},\"minItems\":500}",
        "{\"type\":\"string\",\"pattern\":\"(a+)+(a+)+$\"}",
        "{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}",
        "{\"type\":\"object\",\"properties\":{\"next\":{\"$ref\":\"#\",\"type\":\"object\"}},\"additionalProperties\":false}",
      })
  void whatIsOddButCanBeWrittenIs(String schema) {
    Grammar grammar = compile(schema);
    Judge judge = new Judge(schema);
    for (int extra = 0; extra < 5; extra++) {
      judge.accept(
          new Author(Tokens.TOKENIZER, grammar, extra).write(grammar.leastTokens() + 40 * extra));
    }
  }

  @Test
  void aSchemaThatIsAmongItsOwnChoicesIsTheOthers() { // the judge goes round in circles
    Grammar grammar = compile("{\"anyOf\":[{\"$ref\":\"#\"},{\"type\":\"null\"}]}");
    assertThat(new Author(Tokens.TOKENIZER, grammar, 1).write(9)).isEqualTo("null");
  }

  @Test
  void aThousandOptionalPropertiesAreNoTrouble() {
    String schema =
        "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
            + IntStream.range(0, 1000)
                .mapToObj(i -> "\"property_" + i + "\":{\"type\":\"boolean\"}")
                .collect(Collectors.joining(","))
            + "}}";
    Grammar grammar = compile(schema);
    Judge judge = new Judge(schema);
    int longest = 0;
    for (int seed = 0; seed < 20; seed++) {
      String answer = new Author(Tokens.TOKENIZER, grammar, seed).write(300);
      judge.accept(answer);
      longest = Math.max(longest, answer.length());
    }
    assertThat(longest).isGreaterThan(100);
  }
}
