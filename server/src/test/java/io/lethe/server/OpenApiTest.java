package io.lethe.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.engine.EngineOptions;
import io.lethe.server.http.Route;
import io.lethe.server.wire.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the OpenAPI document says, beside the routes that there are. */
class OpenApiTest {
  private static final EngineOptions MODEL =
      EngineOptions.of(
              Path.of("../model/src/test/resources/io/lethe/model/tiny").resolve("llama3.gguf"))
          .withThreads(1)
          .withSlots(32);
  private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

  private final Contract contract = new Contract(OpenApi.read());

  @TempDir private Path home = Path.of("");

  @Test
  void everyRouteHasAnOperationAndEveryOperationARoute() {
    try (ServedRoutes routes = new ServedRoutes(MODEL, home)) {
      assertThat(interfaceOf(routes).stream().map(ServedRoutes::name))
          .containsExactlyInAnyOrderElementsOf(contract.operations());
    }
  }

  /** All but the console, which is a page. */
  private static List<Route> interfaceOf(ServedRoutes routes) {
    return routes.all().stream()
        .filter(route -> !route.path().equals("/") && !route.path().startsWith("/console/"))
        .toList();
  }

  @Test
  void anOperationSaysWhoMayAskWhatIsSentAndHowErrorsLook() {
    try (ServedRoutes routes = new ServedRoutes(MODEL, home)) {
      for (Route route : interfaceOf(routes)) {
        String name = ServedRoutes.name(route);
        JsonNode operation = contract.operation(name);
        boolean isOpen =
            operation.path("security").isArray() && operation.get("security").isEmpty();
        assertThat(isOpen).as(name).isEqualTo(route.access() == Route.Access.OPEN);
        assertThat(operation.has("requestBody")).as(name).isEqualTo(route.method().equals("POST"));
        assertThat(operation.at("/responses/default/$ref").asString(""))
            .as(name)
            .endsWith(
                switch (route.errors()) {
                  case OPENAI -> "/Error";
                  case ANTHROPIC -> "/AnthropicError";
                });
        assertThat(pathParameters(name))
            .as(name)
            .isEqualTo(
                VARIABLE
                    .matcher(route.path())
                    .results()
                    .map(found -> found.group(1))
                    .collect(Collectors.toSet()));
      }
    }
  }

  private Set<String> pathParameters(String operation) {
    String path = operation.substring(operation.indexOf(' ') + 1);
    Set<String> names = new TreeSet<>();
    for (JsonNode where :
        List.of(contract.document().get("paths").get(path), contract.operation(operation))) {
      for (JsonNode parameter : where.path("parameters")) {
        JsonNode resolved = contract.resolved(parameter);
        if (resolved.get("in").asString().equals("path")) {
          names.add(resolved.get("name").asString());
        }
      }
    }
    return names;
  }

  @Test
  void everyOperationHasANameOfItsOwnATagAndASummary() {
    Set<String> tags = new TreeSet<>();
    contract.document().get("tags").forEach(tag -> tags.add(tag.get("name").asString()));
    Set<String> ids = new TreeSet<>();
    for (String name : contract.operations()) {
      JsonNode operation = contract.operation(name);
      assertThat(ids.add(operation.path("operationId").asString(""))).as(name).isTrue();
      assertThat(operation.path("summary").asString("")).as(name).isNotBlank();
      assertThat(tags).as(name).contains(operation.at("/tags/0").asString(""));
    }
  }

  @Test
  void everyReferenceLeadsSomewhereAndEverySchemaIsUsed() {
    Set<String> used = new TreeSet<>();
    references(contract.document(), used);
    used.forEach(reference ->
        assertThat(contract.document().at(reference.substring(1)).isMissingNode())
            .as(reference)
            .isFalse());
    contract
        .document()
        .at("/components/schemas")
        .forEachEntry((name, _) -> assertThat(used).contains("#/components/schemas/" + name));
  }

  private static void references(JsonNode node, Set<String> found) {
    if (node.path("$ref").isString()) {
      found.add(node.get("$ref").asString());
    }
    node.forEach(child -> references(child, found));
  }

  @Test
  void everyExampleIsAsItsSchemaSays() {
    int examples = 0;
    for (String name : contract.operations()) {
      JsonNode body = contract.resolved(contract.operation(name).path("requestBody"));
      examples += examples(body, name);
      for (JsonNode response : contract.operation(name).get("responses")) {
        examples(contract.resolved(response), name);
      }
      assertThat(name.startsWith("POST") && !body.at("/content/application~1json").has("examples"))
          .as("%s is without an example", name)
          .isFalse();
    }
    assertThat(examples).isGreaterThan(10);
  }

  private int examples(JsonNode holder, String name) {
    JsonNode content = holder.path("content").path("application/json");
    content
        .path("examples")
        .forEach(example ->
            contract.accept(content.get("schema"), Json.text(example.get("value")), name));
    return content.path("examples").size();
  }
}
