package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PoliciesTest {
  private final Policies policies = Policies.known();

  @Test
  void namesGivePoliciesInTheirOrder() {
    assertThat(policies.parse(" Oldest, old-tool-results:3 ,random:42,irrelevant-log-lines"))
        .containsExactly(
            new Oldest(), new OldToolResults(3), new RandomParts(42), new IrrelevantLogLines(8));
    assertThat(policies.parse("none")).isEmpty();
    assertThat(policies.parse("default,reminders")).hasSize(5).startsWith(new Reminders());
    assertThat(policies.parse("budget")).hasSize(8).endsWith(new Oldest());
  }

  @Test
  void everyNameIsThatOfItsPolicy() {
    List<String> lists = List.of("none", "default", "budget");
    assertThat(policies.names())
        .filteredOn(name -> !lists.contains(name))
        .hasSize(10)
        .allSatisfy(name ->
            assertThat(policies.parse(name)).extracting(Policy::name).containsExactly(name));
  }

  @Test
  void anUnknownNameIsAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> policies.parse("reminders,superseded"))
        .isInstanceOf(PolicyException.class)
        .hasMessageStartingWith("no policy is called 'superseded'; known are reminders, ")
        .hasMessageContaining("past-thoughts")
        .hasMessageEndingWith("none, default, budget");
  }

  @Test
  void aNumberThatIsNoneIsAnsweredWithAnExample() {
    assertThatThrownBy(() -> policies.parse("old-tool-results:-1"))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("found '-1'")
        .hasMessageEndingWith("old-tool-results:8");
    assertThatThrownBy(() -> policies.parse("reminders:2")).isInstanceOf(PolicyException.class);
    assertThatThrownBy(() -> policies.parse("irrelevant-log-lines:0"))
        .isInstanceOf(PolicyException.class);
    assertThatThrownBy(() -> policies.parse("")).isInstanceOf(PolicyException.class);
  }
}
