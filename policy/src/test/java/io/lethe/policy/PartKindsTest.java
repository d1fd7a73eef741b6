package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartKindsTest {
  private static final String NPM =
      """
      npm warn deprecated inflight@1.0.6: This module is not supported
      npm warn deprecated glob@7.2.3: Glob versions prior to v9 are no longer supported
      npm http fetch GET 200 https://example.org/left-pad 31ms
      npm http fetch GET 200 https://example.org/right-pad 30ms
      npm http fetch GET 200 https://example.org/mid-pad 29ms
      npm info ok

      added 3 packages in 2s
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "Read            ; {\"file_path\":\"/r/a.ts\",\"offset\":10}    ; FILE_READ   ; /r/a.ts",
        "read_file       ; {\"path\":\"a.ts\"}                          ; FILE_READ   ; a.ts",
        "open            ; {\"path\":\"src/f.py\",\"line_number\":14}   ; FILE_READ   ; src/f.py",
        "bash            ; {\"command\":\"cat src/a.c\"}               ; FILE_READ   ; src/a.c",
        "bash            ; {\"command\":\"sed -n '1,80p' src/a.c\"}     ; FILE_READ   ; src/a.c",
        "bash            ; {\"command\":\"head -n 20 README.md\"}       ; FILE_READ   ; README.md",
        "bash            ; {\"command\":\"cat a.c | grep x\"}           ; TOOL_RESULT ; bash",
        "bash            ; {\"command\":\"cat > a.c\"}                  ; TOOL_RESULT ; bash",
        "bash            ; {\"command\":\"cat *.c\"}                    ; TOOL_RESULT ; bash",
        "Edit            ; {\"file_path\":\"a.ts\",\"old_string\":\"x\"} ; FILE_WRITE ; a.ts",
        "write_to_file   ; {\"path\":\"a.ts\",\"content\":\"x\"}        ; FILE_WRITE  ; a.ts",
        "str_replace_based_edit_tool ; {\"command\":\"view\",\"path\":\"/r/a\"}        ; FILE_READ  ; /r/a",
        "str_replace_based_edit_tool ; {\"command\":\"str_replace\",\"path\":\"/r/a\"} ; FILE_WRITE ; /r/a",
        "Read            ; {\"file_path\":                              ; TOOL_RESULT ; Read",
        "grep            ; {\"path\":\"src\",\"pattern\":\"x\"}         ; TOOL_RESULT ; grep",
        "Read            ; [1,2]                                       ; TOOL_RESULT ; Read"
      })
  void anAnswerIsRecognisedByTheToolAndItsArguments(
      String tool, String arguments, Kind kind, String name) {
    assertThat(PartKinds.toolResult(tool, arguments, "contents"))
        .isEqualTo(new Recognised(kind, Optional.of(name)));
  }

  @Test
  void aCallThatWritesIsAWriteAndACallThatReadsIsACall() {
    assertThat(PartKinds.toolCall("Write", "{\"file_path\":\"a\"}").kind())
        .isEqualTo(Kind.FILE_WRITE);
    assertThat(PartKinds.toolCall("Read", "{\"file_path\":\"a\"}").kind())
        .isEqualTo(Kind.TOOL_CALL);
  }

  @Test
  void whatATerminalPrintedIsALogByItsShape() {
    assertThat(PartKinds.toolResult("bash", "{\"command\":\"npm ci\"}", NPM).kind())
        .isEqualTo(Kind.LOG);
    assertThat(PartKinds.log("a\nb\nc\nd\ne\nf\ng\n")).isFalse();
    assertThat(PartKinds.log("")).isFalse();
  }

  @Test
  void aMessageIsCutIntoWhatItHolds() {
    String reminder = "<system-reminder>x</system-reminder>\n";
    String text =
        "Look 😀:\n" + NPM.substring(0, NPM.indexOf("\n\n") + 1) + "\n\n\n" + reminder + "Well?";
    assertThat(PartKinds.regions(Role.USER, text))
        .satisfiesExactly(
            log -> {
              assertThat(log.kind()).isEqualTo(Kind.LOG);
              assertThat(log.range().of(text)).startsWith("npm warn").endsWith("info ok\n");
            },
            injected -> {
              assertThat(injected.kind()).isEqualTo(Kind.REMINDER);
              assertThat(injected.range().of(text)).isEqualTo(reminder);
            });
  }

  @Test
  void aLineOfAMillionCharactersIsReadInItsStart() {
    String line = "=" + " 1 passed".repeat(120_000);
    assertThat(PartKinds.log((line + "\n").repeat(6))).isFalse();
    assertThat(Line.of(line + "\nnext"))
        .extracting(each -> each.range().length())
        .containsExactly(line.length() + 1, 4);
  }
}
