package io.lethe.server.openai;

import io.lethe.server.wire.Field;
import java.util.HashMap;
import java.util.Map;

/** The calls of tools that a history has come to so far. */
final class CallNames {
  private final Map<String, String> names = new HashMap<>(); // by the call's id

  void add(String id, String name) {
    names.put(id, name);
  }

  /** The tool that the call with this id called. */
  String name(Field id) {
    String name = names.get(id.text());
    if (name == null) {
      throw id.wrong("the id of a call in an earlier message of the assistant");
    }
    return name;
  }
}
