package io.lethe.server.openai;

import io.lethe.history.AnswerFormat;
import io.lethe.server.wire.Field;
import io.lethe.server.wire.Fields;
import io.lethe.server.wire.Json;

/** Reads what the text of an answer is to be. */
final class FormatReader {
  private FormatReader() {}

  /** The {@code response_format} of a chat: a schema lies in an object {@code json_schema}. */
  static AnswerFormat nested(Fields format) {
    return read(format);
  }

  /** The {@code text.format} of a response: a schema's fields lie beside its type. */
  static AnswerFormat flat(Fields format) {
    Field type = format.required("type");
    return type.text().equals("json_schema") ? schema(format) : read(format);
  }

  private static AnswerFormat read(Fields format) {
    Field type = format.required("type");
    return switch (type.text()) {
      case "text" -> new AnswerFormat.Text();
      case "json_object" -> new AnswerFormat.JsonObject();
      case "json_schema" -> schema(format.requiredObject("json_schema"));
      default -> throw type.wrong("text, json_object or json_schema");
    };
  }

  private static AnswerFormat schema(Fields described) {
    described.requiredText("name");
    described.text("description");
    described.field("strict").ifPresent(Field::truth);
    return described
        .object("schema")
        .<AnswerFormat>map(schema -> new AnswerFormat.JsonSchema(Json.text(schema.node())))
        .orElseGet(AnswerFormat.JsonObject::new);
  }
}
