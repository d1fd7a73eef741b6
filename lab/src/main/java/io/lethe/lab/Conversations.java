package io.lethe.lab;

import io.lethe.lab.Conversation.Part;
import io.lethe.lab.Conversation.Turn;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads conversations, one JSON object a line. What is read is checked: people write these. */
public final class Conversations {
  private final String file;
  private int line;

  private Conversations(String file) {
    this.file = file;
  }

  /** Those that come with Lethe. */
  public static List<Conversation> shipped() {
    try (InputStream stream = Conversations.class.getResourceAsStream("conversations.jsonl")) {
      if (stream == null) {
        throw new IllegalStateException("conversations.jsonl is not packed");
      }
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return new Conversations("conversations.jsonl").all(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws LabException.BadConversations if a line is not as it should be
   */
  public static List<Conversation> read(Path file) throws IOException {
    return new Conversations(file.toString()).all(Files.readString(file));
  }

  private List<Conversation> all(String text) {
    List<Conversation> all = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (String each : text.lines().toList()) {
      line++;
      if (!each.isBlank()) {
        Conversation conversation = conversation(tree(each));
        require(ids.add(conversation.id()), "id " + conversation.id() + " occurs twice");
        all.add(conversation);
      }
    }
    require(!all.isEmpty(), "found no conversation, wanted one a line");
    return List.copyOf(all);
  }

  private JsonNode tree(String text) {
    try {
      return JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      throw new LabException.BadConversations(file, line, "no JSON: " + e.getOriginalMessage());
    }
  }

  private Conversation conversation(JsonNode node) {
    List<Turn> turns = new ArrayList<>();
    for (JsonNode turn : list(node, "turns")) {
      turns.add(turn(turn));
    }
    Set<String> spans = new HashSet<>();
    turns.forEach(turn -> turn.parts().forEach(part -> part.span().ifPresent(spans::add)));
    Set<String> delete = new LinkedHashSet<>(texts(node, "delete"));
    require(
        spans.containsAll(delete),
        "delete names %s, the parts have the spans %s".formatted(delete, spans));
    require(!delete.isEmpty(), "delete names no span");
    Map<String, String> summaries = new LinkedHashMap<>();
    node.path("summaries")
        .properties()
        .forEach(each -> summaries.put(each.getKey(), each.getValue().asString("")));
    List<Probe> probes = new ArrayList<>();
    for (JsonNode probe : list(node, "probes")) {
      probes.add(probe(probe, probes.size(), text(node, "id")));
    }
    require(!probes.isEmpty(), "found no probes");
    return new Conversation(
        text(node, "id"),
        node.path("title").asString(""),
        node.path("system").asString(""),
        turns,
        delete,
        summaries,
        probes);
  }

  private Turn turn(JsonNode node) {
    String role = text(node, "role");
    require(
        role.equals("user") || role.equals("assistant"),
        "found role %s, wanted user or assistant".formatted(role));
    List<Part> parts = new ArrayList<>();
    for (JsonNode part : list(node, "parts")) {
      String span = part.path("span").asString("");
      parts.add(
          new Part(
              span.isEmpty() ? Optional.empty() : Optional.of(span),
              part.path("kind").asString(""),
              text(part, "text")));
    }
    require(!parts.isEmpty(), "found a turn without parts");
    return new Turn(role, parts);
  }

  private Probe probe(JsonNode node, int index, String conversation) {
    String type = text(node, "type").toUpperCase(Locale.ROOT);
    Probe.Type known;
    try {
      known = Probe.Type.valueOf(type);
    } catch (IllegalArgumentException e) {
      throw new LabException.BadConversations(
          file,
          line,
          "found probe type %s, wanted kept, derived, deleted or decoy".formatted(type));
    }
    String span = node.path("span").asString("");
    return new Probe(
        node.path("id").asString(conversation + "-" + index),
        known,
        text(node, "q"),
        texts(node, "keywords"),
        texts(node, "anti_keywords"),
        span.isEmpty() ? Optional.empty() : Optional.of(span));
  }

  private List<String> texts(JsonNode node, String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode each : list(node, name)) {
      require(each.isString(), name + " must hold texts, found " + each);
      texts.add(each.asString());
    }
    return texts;
  }

  private JsonNode list(JsonNode node, String name) {
    JsonNode list = node.path(name);
    require(list.isArray() || list.isMissingNode(), name + " must be a list, found " + list);
    return list;
  }

  private String text(JsonNode node, String name) {
    JsonNode text = node.path(name);
    require(text.isString() && !text.asString().isEmpty(), "found no " + name + ", wanted a text");
    return text.asString();
  }

  private void require(boolean holds, String what) {
    if (!holds) {
      throw new LabException.BadConversations(file, line, what);
    }
  }
}
