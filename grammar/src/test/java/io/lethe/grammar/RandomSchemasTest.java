package io.lethe.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class RandomSchemasTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String[] NAMES = {"a", "ab", "name", "é\"", "x y", "日本"};

  @Test
  void answersMeetWhateverSchemaTheyAreGiven() {
    int written = 0;
    for (int seed = 0; seed < 150; seed++) {
      Random random = new Random(seed * 0x9e3779b97f4a7c15L);
      String schema = schema(random, 3).toString();
      Grammar grammar = Grammar.compile(GrammarSource.jsonSchema(schema), Tokens.TOKENIZER);
      Judge judge = new Judge(schema);
      for (int extra = 0; extra < 16; extra++) {
        int most = grammar.leastTokens() + (extra < 8 ? extra : 20 * extra);
        judge.accept(new Author(Tokens.TOKENIZER, grammar, seed + extra).write(most));
        written++;
      }
    }
    assertThat(written).isEqualTo(150 * 16);
  }

  private static ObjectNode schema(Random random, int depth) {
    ObjectNode schema = JSON.createObjectNode();
    switch (random.nextInt(depth > 0 ? 9 : 6)) {
      case 0 -> {
        int min = random.nextInt(4);
        schema
            .put("type", "string")
            .put("minLength", min)
            .put("maxLength", min + random.nextInt(90));
      }
      case 1 -> {
        int min = random.nextInt(3000) - 1500;
        schema.put("type", "integer").put("minimum", min).put("maximum", min + random.nextInt(900));
      }
      case 2 -> {
        double min = Math.round(random.nextGaussian() * 1000) / 100.0;
        schema
            .put("type", "number")
            .put("exclusiveMinimum", min)
            .put("maximum", min + 0.01 + random.nextInt(20));
      }
      case 3 -> schema.putArray("enum").add("x").add(random.nextInt()).addNull().add("日\n\"");
      case 4 -> schema.putArray("type").add("boolean").add("null");
      case 5 ->
          schema
              .put("type", "string")
              .put("pattern", "^[a-f]{" + random.nextInt(3) + ",5}(é|\\d\\d)*$")
              .put("maxLength", 6 + random.nextInt(5));
      case 6 -> {
        int min = random.nextInt(3);
        schema.put("type", "array").put("minItems", min).put("maxItems", min + random.nextInt(3));
        schema.set("items", schema(random, depth - 1));
      }
      case 7 -> {
        ArrayNode any = schema.putArray("anyOf");
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
          any.add(schema(random, depth - 1));
        }
      }
      default -> object(schema, random, depth);
    }
    return schema;
  }

  private static void object(ObjectNode schema, Random random, int depth) {
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = schema.putArray("required");
    for (String name : NAMES) {
      if (random.nextInt(3) > 0) {
        properties.set(name, schema(random, depth - 1));
      }
      if (properties.has(name) && random.nextBoolean()) {
        required.add(name);
      }
    }
    switch (random.nextInt(3)) {
      case 0 -> schema.put("additionalProperties", random.nextBoolean());
      case 1 -> schema.set("additionalProperties", schema(random, depth - 1));
      default -> {}
    }
  }
}
