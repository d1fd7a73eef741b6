package io.lethe.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.history.Visibility;
import io.lethe.history.Wishes;
import io.lethe.server.http.RequestException;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FieldsTest {
  private static Fields read(String json) {
    return Fields.of(Json.read(json).orElseThrow());
  }

  @Test
  void errorNamesThePathAndWhatWasFound() {
    Fields body = read("{\"messages\":[{\"content\":[{\"type\":5}]}]}");
    Field type =
        body.elements("messages")
            .getFirst()
            .object()
            .elements("content")
            .getFirst()
            .object()
            .required("type");
    assertThatThrownBy(type::text)
        .isInstanceOfSatisfying(
            RequestException.class,
            e -> {
              assertThat(e.status()).isEqualTo(400);
              assertThat(e.parameter()).contains("messages[0].content[0].type");
            })
        .hasMessage("messages[0].content[0].type: found 5, wanted a string");
  }

  @Test
  void nullIsAbsent() {
    assertThat(read("{\"stop\":null}").field("stop")).isEmpty();
    assertThatThrownBy(() -> read("{\"model\":null}").requiredText("model"))
        .hasMessage("model: found nothing, wanted a value");
  }

  @Test
  void wholeNumbersMayHaveAPointButNoFraction() {
    assertThat(read("{\"n\":5.0}").integer("n", 1, 8)).isEqualTo(OptionalInt.of(5));
    for (String wrong : new String[] {"5.5", "0", "9", "1e400", "123456789012345678901", "\"5\""}) {
      assertThatThrownBy(() -> read("{\"n\":" + wrong + "}").integer("n", 1, 8))
          .isInstanceOf(RequestException.class)
          .hasMessageEndingWith("wanted a whole number from 1 to 8");
    }
  }

  @Test
  void numbersBeyondEveryDoubleAreRefused() {
    for (String wrong : new String[] {"2.01", "-1", "1e400", "true"}) {
      assertThatThrownBy(() -> read("{\"t\":" + wrong + "}").number("t", 0, 2))
          .isInstanceOf(RequestException.class)
          .hasMessageEndingWith("wanted a number from 0 to 2");
    }
  }

  @Test
  void bodyMustBeAnObject() {
    assertThatThrownBy(() -> read("[1]")).hasMessage("found an array, wanted an object");
  }

  @Test
  void longValuesAreShownInPart() {
    assertThatThrownBy(() -> read("{\"n\":\"" + "x".repeat(500) + "\"}").integer("n", 1, 8))
        .hasMessageMatching("n: found \"x{59}…, wanted .*");
  }

  @Test
  void decachingIsReadFromMessages() {
    Fields message =
        read("{\"decached_since\":3,\"decached_ranges\":[{\"start\":1,\"end\":4,\"since\":2}]}");
    Visibility visibility = Decaching.visibility(message);
    assertThat(visibility.since()).hasValue(3);
    assertThat(visibility.ranges()).containsExactly(new Visibility.DecachedRange(1, 4, 2));
    assertThat(Decaching.visibility(read("{}"))).isEqualTo(Visibility.ALWAYS);
  }

  @Test
  void rangeThatEndsBeforeItStartsIsRefused() {
    Fields message = read("{\"decached_ranges\":[{\"start\":4,\"end\":1,\"since\":2}]}");
    assertThatThrownBy(() -> Decaching.visibility(message))
        .isInstanceOf(RequestException.class)
        .hasMessageStartingWith("decached_ranges[0]: found the range [4, 1)");
  }

  @Test
  void wishesAreRead() {
    Wishes wishes =
        LetheFields.wishes(
            read(
                "{\"lethe\":{\"session\":\"a\",\"policy\":\"reminders\",\"deletion\":\"repair\",\"share\":0.2,\"positions\":\"close\",\"budget\":900}}"));
    assertThat(wishes.session()).contains("a");
    assertThat(wishes.policies()).contains("reminders");
    assertThat(wishes.budget()).hasValue(900);
    assertThat(wishes.share()).hasValue(0.2);
    assertThat(wishes.positions()).isEqualTo(Wishes.Positions.CLOSE);
    assertThat(LetheFields.wishes(read("{}"))).isEqualTo(Wishes.NONE);
  }

  @Test
  void unknownPolicyIsRefusedByName() {
    assertThatThrownBy(() -> LetheFields.wishes(read("{\"lethe\":{\"policy\":\"magic\"}}")))
        .isInstanceOf(RequestException.class)
        .hasMessageStartingWith("lethe.policy: ");
  }

  @Test
  void halvesOfSurrogatePairsAreReplaced() {
    String half = "\\ud83d";
    String pair = "\\ud83d\\ude00";
    Fields body =
        read("{\"a\":[\"x%s%s\",{\"c\":\"%s\"}],\"b\":\"%s\"}".formatted(half, pair, half, pair));
    assertThat(body.node().toString())
        .isEqualTo("{\"a\":[\"x\uFFFD\uD83D\uDE00\",{\"c\":\"\uFFFD\"}],\"b\":\"\uD83D\uDE00\"}");
  }
}
