package io.lethe.history;

import static io.lethe.trace.PartRole.ASSISTANT;
import static io.lethe.trace.PartRole.SYSTEM;
import static io.lethe.trace.PartRole.TOOL;
import static io.lethe.trace.PartRole.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.history.Block.ToolResult.Outcome;
import io.lethe.policy.Range;
import io.lethe.session.Piece;
import io.lethe.tokenizer.template.FamilyTemplates;
import io.lethe.trace.PartKind;
import io.lethe.trace.PartRole;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PiecesTest {
  private static final ToolFormat QWEN = format("qwen2");
  private static final ToolFormat GEMMA = format("gemma3");

  private static ToolFormat format(String family) {
    return ToolFormat.of(FamilyTemplates.forArchitecture(family).orElseThrow());
  }

  private static List<Piece> pieces(ToolFormat format, Message... history) {
    return new Pieces(format, List.of(history))
        .of(0, history.length).stream().map(PlacedPiece::piece).toList();
  }

  private static List<Piece> after(ToolFormat format, Message... history) {
    int end = history.length;
    int start = end;
    while (history[start - 1].role() != ASSISTANT) {
      start--;
    }
    return new Pieces(format, List.of(history))
        .of(start, end).stream().map(PlacedPiece::piece).toList();
  }

  private static Message result(String id, String text, Outcome outcome) {
    return Message.of(
        TOOL, new Block.ToolResult(id, Optional.empty(), text, outcome, Visibility.ALWAYS));
  }

  private static Piece piece(PartRole role, PartKind kind, String text) {
    return new Piece(role, kind, Optional.empty(), text);
  }

  @Test
  void remindersAndLogsInAMessageArePiecesThatJoinToIt() {
    String log =
        """
        [INFO] one
        [INFO] two
        [INFO] three
        [WARN] four
        [INFO] five
        [INFO] six
        [INFO] seven
        """;
    String text =
        "\n<system-reminder>\nBe nice.\n</system-reminder>\nWhy \uD83D\uDE00?\n" + log + "  ";
    Message message = Message.of(USER, new Block.Text(text));
    List<PlacedPiece> placed = new Pieces(QWEN, List.of(message)).of(0, 1);
    assertThat(placed.stream().map(it -> it.piece().kind()).toList())
        .containsExactly(PartKind.REMINDER, PartKind.TEXT, PartKind.LOG);
    assertThat(String.join("", placed.stream().map(it -> it.piece().text()).toList()))
        .isEqualTo(text);
    assertThat(placed)
        .allSatisfy(it -> assertThat(it.range().of(text)).isEqualTo(it.piece().text()));
    assertThat(placed.getLast().range().end()).isEqualTo(text.codePointCount(0, text.length()));
  }

  @Test
  void blocksAndMessagesOfOneRoleAreKeptApart() {
    assertThat(
            pieces(
                QWEN,
                Message.of(USER, new Block.Text("one"), new Block.Text("two\n")),
                Message.of(USER, new Block.Text(" "), new Block.Text("three")),
                Message.of(USER, new Block.Text("four"))))
        .containsExactly(
            Piece.user("one\n"), Piece.user("two\n"), Piece.user("three\n\n"), Piece.user("four"));
  }

  @Test
  void resultsAreWhatTheirCallsMadeThem() {
    Message calls =
        Message.of(
            ASSISTANT,
            new Block.ToolUse("1", "read_file", "{\"path\": \"src/a.txt\"}"),
            new Block.ToolUse("2", "weather", "{}"));
    assertThat(
            after(
                QWEN,
                calls,
                result("1", "contents", Outcome.DONE),
                result("2", "no such city", Outcome.FAILED),
                result("3", " ", Outcome.DONE)))
        .containsExactly(
            new Piece(TOOL, PartKind.FILE_READ, Optional.of("src/a.txt"), "contents"),
            new Piece(TOOL, PartKind.TOOL_RESULT, Optional.of("weather"), "Error: no such city"),
            piece(TOOL, PartKind.TOOL_RESULT, "(no output)"));
  }

  @Test
  void resultsComeInTheUsersMessageWhereThereIsNoRoleForThem() {
    Message call = Message.of(ASSISTANT, new Block.ToolUse("1", "weather", "{}"));
    assertThat(
            after(
                GEMMA,
                call,
                result("1", "Rain", Outcome.DONE),
                Message.of(USER, new Block.Text("And?"))))
        .containsExactly(
            new Piece(
                USER,
                PartKind.TOOL_RESULT,
                Optional.of("weather"),
                "<tool_response>\nRain\n</tool_response>\n"),
            Piece.user("And?"));
  }

  @Test
  void onlyTheFirstMessageOfTheSystemIsThePrompt() {
    Message[] history = {
      Message.of(SYSTEM, new Block.Text("Be brief.")),
      Message.of(PartRole.DEVELOPER, new Block.Text("Be kind.")),
      Message.of(USER, new Block.Text("Hi")),
      Message.of(SYSTEM, new Block.Text("10 tokens left"))
    };
    assertThat(pieces(QWEN, history))
        .containsExactly(
            Piece.system("Be brief.\n\n"),
            Piece.system("Be kind."),
            Piece.user("Hi"),
            piece(SYSTEM, PartKind.REMINDER, "10 tokens left"));
    assertThat(pieces(GEMMA, history).subList(2, 4))
        .containsExactly(
            Piece.user("Hi\n\n"),
            piece(
                USER,
                PartKind.REMINDER,
                "<system-reminder>\n10 tokens left\n</system-reminder>\n"));
  }

  @Test
  void toolsAreToldInAPieceOfTheirOwn() {
    Piece told = Pieces.telling(GEMMA, List.of(ToolFormatTest.WEATHER)).orElseThrow();
    assertThat(told.role()).isEqualTo(SYSTEM);
    assertThat(told.name()).contains(Pieces.TOOLS);
    assertThat(told.text()).contains("\"weather\"").endsWith("\n\n");
    assertThat(Pieces.telling(QWEN, List.of(ToolFormatTest.WEATHER))).isEmpty();
  }

  @Test
  void whatOnlyTheModelSaysIsRefusedElsewhere() {
    Message odd = Message.of(USER, new Block.Text("a"), new Block.Thought("b"));
    assertThatThrownBy(() -> pieces(QWEN, odd))
        .isInstanceOf(HistoryException.Contradiction.class)
        .hasMessageContaining("messages[0].content[1]")
        .hasMessageContaining("a thought");
  }

  @Test
  void regionsCoverWholeTexts() {
    String text = "<system-reminder>\na\n</system-reminder>\n\n";
    List<PlacedPiece> placed =
        new Pieces(QWEN, List.of(Message.of(USER, new Block.Text(text)))).of(0, 1);
    assertThat(placed).hasSize(1);
    assertThat(placed.getFirst().range()).isEqualTo(new Range(0, text.length()));
  }
}
