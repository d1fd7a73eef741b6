package io.lethe.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversationsTest {
  private static final String GOOD =
      """
      {"id":"a","system":"s","turns":[{"role":"user","parts":[{"text":"x"},{"span":"s1","kind":"log","text":"y"}]}],\
      "delete":["s1"],"summaries":{"s1":"z"},"probes":[{"type":"kept","q":"what?","keywords":["X"],"anti_keywords":["q"]}]}
      """;

  @TempDir private Path folder = Path.of("");

  private List<Conversation> read(String text) throws IOException {
    return Conversations.read(Files.writeString(folder.resolve("c.jsonl"), text));
  }

  @Test
  void theShippedConversationsAreWellFormedAndHaveProbesOfEveryType() {
    List<Conversation> shipped = Conversations.shipped();
    assertThat(shipped).hasSizeGreaterThanOrEqualTo(5);
    for (Probe.Type type : Probe.Type.values()) {
      assertThat(shipped).anyMatch(each -> !each.probes(type).isEmpty());
    }
  }

  @Test
  void aConversationIsReadAsItIsWritten() throws IOException {
    Conversation conversation = read(GOOD).getFirst();
    assertThat(conversation.turns().getFirst().text()).isEqualTo("xy");
    assertThat(conversation.delete()).containsExactly("s1");
    Probe probe = conversation.probes().getFirst();
    assertThat(probe.isRight("it is x.")).isTrue();
    assertThat(probe.isRight("it is x, not Q")).isFalse();
    assertThat(probe.isStale("Q")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"delete\":[\"s1\"] | \"delete\":[\"s9\"] | s9",
        "\"role\":\"user\" | \"role\":\"robot\" | robot",
        "\"type\":\"kept\" | \"type\":\"odd\" | ODD",
        "\"turns\":[ | \"turns\":3,\"t\":[ | turns must be a list",
        "\"q\":\"what?\" | \"q\":\"\" | found no q",
        "{\"id\" | {\"id | no JSON",
      })
  void whatIsWrongIsSaidWithItsLine(String good, String bad, String said) {
    assertThatThrownBy(() -> read(GOOD + GOOD.replace(good, bad)))
        .isInstanceOf(LabException.BadConversations.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining(said);
  }

  @Test
  void whatResultsAreComparedByIsTheSameInEveryProcess() throws IOException {
    String parts =
        "{'span':'a','text':'1'},{'span':'b','text':'2'},{'span':'c','text':'3'},{'span':'d','text':'4'},{'span':'e','text':'5'},{'span':'f','text':'6'}";
    String line =
        "{'id':'x','turns':[{'role':'user','parts':[%s]}],'delete':['f','b','d','a','e','c'],'summaries':{'e':'5','a':'1','d':'4','c':'3'},'probes':[{'type':'decoy','q':'?'}]}"
            .formatted(parts)
            .replace('\'', '"');
    assertThat(read(line).getFirst().toString())
        .contains("delete=[f, b, d, a, e, c]", "summaries={e=5, a=1, d=4, c=3}");
  }

  @Test
  void twoConversationsOfOneNameAreRefused() {
    assertThatThrownBy(() -> read(GOOD + GOOD)).hasMessageContaining("twice");
  }

  @Test
  void anEmptyFileIsRefused() {
    assertThatThrownBy(() -> read("\n")).isInstanceOf(LabException.BadConversations.class);
  }

  @Test
  void anAdmissionIsToldFromAnAnswer() {
    assertThat(Probe.admits("I don't have that information.")).isTrue();
    assertThat(Probe.admits("The region is eu-west-1.")).isFalse();
  }
}
