package io.lethe.tokenizer.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A hostile template ends in an exception that names a limit, soon, and on a small stack. */
@Timeout(60)
class TemplateLimitsTest {
  private static final long STACK_BYTES = 512 * 1024;

  static List<String> bombs() {
    String pair = "{% for i in range(99999) %}{% for j in range(99999) %}";
    return List.of(
        pair + "{% endfor %}{% endfor %}",
        pair + "aaaaaaaaaaaaaaaa{% endfor %}{% endfor %}",
        "{% set ns = namespace(s='a') %}{% for i in range(99) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
        "{% set ns = namespace(s='a') %}"
            + pair
            + "{% set ns.s = ns.s ~ 'aaaa' %}{% endfor %}{% endfor %}",
        "{% set ns = namespace(s=[1]) %}{% for i in range(99) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
        "{% set ns = namespace(s=[1]) %}{% for i in range(99) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s }}",
        "{% set ns = namespace(s=[]) %}{% for i in range(9999) %}{% set ns.s = [ns.s] %}{% endfor %}{{ ns.s }}",
        "{% set ns = namespace(s=()) %}{% for i in range(30) %}{% set ns.s = (ns.s, ns.s) %}{% endfor %}{{ {ns.s: 1} }}",
        "{{ 'a' * 999999999 }}",
        "{{ 'a' * 99999999999999999999 }}",
        "{{ [1] * 999999999 }}",
        "{{ range(999999999)|length }}",
        "{{ 9 ** 99999 }}",
        "{{ 'a'.center(999999999) }}",
        "{{ 'a'|center(999999999) }}",
        "{{ '7'.zfill(999999999) }}",
        "{{ '%999999999d' % 1 }}",
        "{{ 'a'|indent(999999999, true) }}",
        "{{ [[]]|tojson(indent=999999999) }}",
        "{{ [1]|batch(999999999, 0)|list }}",
        "{{ []|slice(999999999)|list }}",
        "{% set s = 'ab' * 999999 %}{% for i in range(99999) %}{% if 'b' * 999 in s %}{% endif %}{% endfor %}",
        "{% set s = 'a' * 1999999 %}{{ s.replace('', s[:99]) }}",
        "{% set s = 'a' * 1999999 %}{{ s.split('a')|length }}{{ s|list|length }}{{ s|list|length }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro m(x) %}{{ x(x) }}{% endmacro %}{{ m(m) }}",
        "{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{{ " + "(".repeat(50_000) + "1" + ")".repeat(50_000) + " }}",
        "{{ " + "[".repeat(50_000) + "]".repeat(50_000) + " }}",
        "{{ " + "not ".repeat(50_000) + "1 }}",
        "{{ " + "-".repeat(50_000) + "1 }}",
        "{{ " + "1 + ".repeat(50_000) + "1 }}",
        "{{ x" + ".a".repeat(50_000) + " }}",
        "{{ x" + "|string".repeat(50_000) + " }}",
        "{{ " + "1 if x else ".repeat(50_000) + "1 }}",
        "{% if x %}".repeat(50_000) + "{% endif %}".repeat(50_000),
        "{% for i in x %}".repeat(50_000));
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void bombIsRefused(String source) throws InterruptedException {
    Throwable[] thrown = new Throwable[1];
    Thread small =
        new Thread(
            null,
            () -> ChatTemplate.parse("bomb", source).render(ChatRequest.of(List.of())),
            "small",
            STACK_BYTES);
    small.setUncaughtExceptionHandler((_, e) -> thrown[0] = e);
    small.start();
    small.join();
    assertThat(thrown[0])
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("bomb, line 1");
  }

  @Test
  void messageNamesTemplateLineAndWhatWasWanted() {
    assertThatThrownBy(() -> ChatTemplate.parse("my.jinja", "a\n{% if x %}\n{{ 1 + }}"))
        .hasMessage("template my.jinja, line 3: found '}}', wanted an expression");
    ChatTemplate template = ChatTemplate.parse("my.jinja", "a\n\n{{ nothing.x }}");
    assertThatThrownBy(() -> template.render(ChatRequest.of(List.of())))
        .hasMessage("template my.jinja, line 3: 'nothing' is undefined");
  }

  @Test
  void narrowerLimitsAreKept() {
    ChatTemplate template =
        ChatTemplate.parse("t", "{% for i in range(100) %}ab{% endfor %}")
            .within(new TemplateLimits(1_000, 1_000, 150, 100));
    assertThatThrownBy(() -> template.render(ChatRequest.of(List.of())))
        .hasMessageContaining("characters of output")
        .isInstanceOfSatisfying(
            TemplateException.class,
            e -> assertThat(e.kind()).isEqualTo(TemplateException.Kind.LIMIT));
  }

  @Test
  void longConversationIsWithinTheLimits() {
    String text = "Some words and more. ".repeat(50_000);
    for (String name : GoldenFiles.templates()) {
      RenderedChat chat =
          GoldenFiles.template(name)
              .render(
                  ChatRequest.of(
                          List.of(
                              ChatMessage.user(text),
                              ChatMessage.assistant(text),
                              ChatMessage.user(text)))
                      .withVariable("bos_token", "")
                      .withVariable("eos_token", ""));
      assertThat(chat.text().length()).as(name).isGreaterThan(3 * text.length() - 10);
    }
  }

  @Test
  void deeplyNestedToolIsRefused() {
    Object deep = Map.of();
    for (int i = 0; i < 1_000; i++) {
      deep = Map.of("a", deep);
    }
    ChatRequest request =
        ChatRequest.of(List.of(ChatMessage.user("a"))).withTools(List.of(Map.of("x", deep)));
    assertThatThrownBy(() -> GoldenFiles.template("qwen3").render(request))
        .isInstanceOf(TemplateException.class);
  }
}
