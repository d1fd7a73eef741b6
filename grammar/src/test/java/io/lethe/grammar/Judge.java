package io.lethe.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import tools.jackson.databind.json.JsonMapper;

/** Says by another's code whether a text is JSON of a schema. */
final class Judge {
  private static final JsonMapper JSON = new JsonMapper();
  private final String text;
  private final Schema schema;

  Judge(String text) {
    this.text = text;
    this.schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(text, InputFormat.JSON);
  }

  void accept(String answer) {
    assertThat(JSON.readTree(answer)).isNotNull();
    assertThat(
            schema.validate(
                answer,
                InputFormat.JSON,
                context -> context.executionConfig(config -> config.formatAssertionsEnabled(true))))
        .as("%s against %s", answer, text)
        .isEmpty();
  }
}
