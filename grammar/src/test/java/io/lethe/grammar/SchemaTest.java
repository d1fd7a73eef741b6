package io.lethe.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "true",
        "{\"type\":\"object\"}",
        "{\"type\":\"string\"}",
        "{\"type\":\"integer\"}",
        "{\"type\":\"number\"}",
        "{\"type\":[\"null\",\"boolean\",\"integer\"]}",
        "{\"type\":\"string\",\"minLength\":3,\"maxLength\":7}",
        "{\"type\":\"string\",\"minLength\":90}",
        "{\"type\":\"string\",\"maxLength\":0}",
        "{\"enum\":[\"a\",\"b\\\"c\",1,2.5,null,[1,{\"x\":true}],\"日本\"]}",
        "{\"const\":{\"a\":[1,2,\"é\"]}}",
        "{\"type\":\"string\",\"enum\":[\"a\",1,\"b\"]}",
        "{\"type\":\"integer\",\"minimum\":-17,\"maximum\":342}",
        "{\"type\":\"integer\",\"exclusiveMinimum\":5}",
        "{\"type\":\"integer\",\"maximum\":-12.5}",
        "{\"type\":\"number\",\"minimum\":0.25,\"exclusiveMaximum\":0.75}",
        "{\"type\":\"number\",\"exclusiveMinimum\":-3.5,\"maximum\":120}",
        "{\"type\":\"number\",\"exclusiveMinimum\":0}",
        "{\"type\":\"number\",\"multipleOf\":0.01,\"minimum\":0}",
        "{\"type\":\"array\",\"items\":{\"type\":\"integer\"},\"minItems\":2,\"maxItems\":4}",
        "{\"type\":\"array\",\"prefixItems\":[{\"type\":\"string\"},{\"type\":\"null\"}],\"items\":false}",
        "{\"type\":\"array\",\"prefixItems\":[{\"type\":\"string\"}],\"items\":{\"type\":\"boolean\"},\"minItems\":2}",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"},\"b\":{\"type\":\"integer\"},\"c\":{}},\"required\":[\"b\"],\"additionalProperties\":false}",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"},\"ab\":{\"type\":\"integer\"}},\"additionalProperties\":{\"type\":\"null\"}}",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"z\",\"a\"],\"additionalProperties\":true}",
        "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"},\"minProperties\":1,\"maxProperties\":2}",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"},\"b\":{\"type\":\"integer\"}},\"minProperties\":1}",
        "{\"$defs\":{\"n\":{\"type\":\"object\",\"properties\":{\"v\":{\"type\":\"integer\"},\"next\":{\"anyOf\":[{\"$ref\":\"#/$defs/n\"},{\"type\":\"null\"}]}},\"required\":[\"v\",\"next\"],\"additionalProperties\":false}},\"$ref\":\"#/$defs/n\"}",
        "{\"type\":\"object\",\"properties\":{\"kids\":{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}},\"s\":{\"type\":\"string\"}},\"required\":[\"kids\"],\"additionalProperties\":false}",
        "{\"anyOf\":[{\"type\":\"object\",\"properties\":{\"kind\":{\"const\":\"a\"},\"x\":{\"type\":\"integer\"}},\"required\":[\"kind\",\"x\"]},{\"type\":\"object\",\"properties\":{\"kind\":{\"const\":\"b\"},\"y\":{\"type\":\"string\"}},\"required\":[\"kind\",\"y\"]}]}",
        "{\"oneOf\":[{\"type\":\"string\"},{\"type\":\"array\",\"items\":{\"type\":\"string\"}}]}",
        "{\"allOf\":[{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\",\"minimum\":3}},\"required\":[\"a\"]},{\"properties\":{\"a\":{\"maximum\":9},\"b\":{\"type\":\"boolean\"}},\"required\":[\"b\"]}]}",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"},\"b\":{\"type\":\"integer\"}},\"anyOf\":[{\"required\":[\"a\"]},{\"required\":[\"b\"]}],\"additionalProperties\":false}",
        "{\"$defs\":{\"s\":{\"type\":\"string\",\"minLength\":2}},\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/s\",\"maxLength\":3}}",
        "{\"type\":\"string\",\"pattern\":\"^[a-z]{2,4}-\\\\d+$\"}",
        "{\"type\":\"string\",\"pattern\":\"ab|cd\"}",
        "{\"type\":\"string\",\"pattern\":\"^(foo|ba[rz])+(\\\\.[^a-y.]{1,3})?$\",\"maxLength\":12}",
        "{\"type\":\"string\",\"pattern\":\"^\\\\S+\\\\s\\\\w*$\",\"minLength\":5,\"maxLength\":9}",
        "{\"type\":\"string\",\"pattern\":\"^[\\\"\\\\\\\\\\\\n日-本é]+$\"}",
        "{\"type\":\"string\",\"pattern\":\"^\\\\p{Lu}\\\\p{Ll}+$\"}",
        "{\"type\":\"string\",\"format\":\"date\"}",
        "{\"type\":\"string\",\"format\":\"time\"}",
        "{\"type\":\"string\",\"format\":\"date-time\"}",
        "{\"type\":\"string\",\"format\":\"duration\"}",
        "{\"type\":\"string\",\"format\":\"uuid\"}",
        "{\"type\":\"string\",\"format\":\"hostname\"}",
        "{\"type\":\"string\",\"format\":\"ipv4\"}",
        "{\"type\":\"string\",\"format\":\"ipv6\"}",
        "{\"type\":\"string\",\"format\":\"uri\"}",
        "{\"minimum\":3}",
        "{\"type\":\"object\",\"properties\":{\"q\\\"uo\\\\te\":{\"type\":\"null\"},\"日\":{\"const\":1}},\"required\":[\"日\"],\"additionalProperties\":{\"type\":\"boolean\"}}",
      })
  void whatIsWrittenIsJsonOfTheSchemaWheneverItIsCut(String schema) {
    Grammar grammar = Grammar.compile(GrammarSource.jsonSchema(schema), Tokens.TOKENIZER);
    Judge judge = new Judge(schema);
    Set<String> answers = new HashSet<>();
    int least = grammar.leastTokens();
    for (int extra = 0; extra < 60; extra++) {
      Author author = new Author(Tokens.TOKENIZER, grammar, extra);
      String answer = author.write(least + (extra < 40 ? extra : extra * extra / 10));
      judge.accept(answer);
      answers.add(answer);
    }
    if (!schema.contains("const") && !schema.contains("\"maxLength\":0")) {
      assertThat(answers.size()).as("%s", answers).isGreaterThan(1);
    }
  }

  @Test
  void anEMailAddressHasAHostAndAName() { // the judge knows which top domains there are
    GrammarSource source = GrammarSource.jsonSchema("{\"type\":\"string\",\"format\":\"email\"}");
    Grammar grammar = Grammar.compile(source, Tokens.TOKENIZER);
    for (int seed = 0; seed < 50; seed++) {
      assertThat(new Author(Tokens.TOKENIZER, grammar, seed).write(60))
          .matches("\"[\\w+.-]+@[a-z0-9-]+(\\.[a-z0-9-]+)*\\.[a-z]{2,}\"");
    }
  }

  @Test
  void anyObjectIsAnObject() {
    Grammar grammar = Grammar.compile(GrammarSource.jsonObject(), Tokens.TOKENIZER);
    assertThat(grammar.leastTokens()).isLessThanOrEqualTo(2);
    Judge judge = new Judge("{\"type\":\"object\"}");
    for (int most = grammar.leastTokens(); most < 300; most++) {
      judge.accept(new Author(Tokens.TOKENIZER, grammar, most).write(most));
    }
  }
}
