package io.lethe.policy;

import static io.lethe.policy.Samples.asked;
import static io.lethe.policy.Samples.assistant;
import static io.lethe.policy.Samples.ids;
import static io.lethe.policy.Samples.left;
import static io.lethe.policy.Samples.numbered;
import static io.lethe.policy.Samples.part;
import static io.lethe.policy.Samples.read;
import static io.lethe.policy.Samples.tool;
import static io.lethe.policy.Samples.write;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SupersededReadsTest {
  private static final String CODE = "export function link(text) {\n  return text;\n}\n";
  private final Policy reads = new SupersededReads();

  @Test
  void aFileReadAgainSupersedesTheFirstRead() {
    Transcript transcript =
        asked("Go on", read(1, 0, "src/a.ts", CODE), read(2, 3, "./src/a.ts", CODE));
    assertThat(ids(reads.choose(transcript))).containsExactly(1);
    assertThat(reads.choose(transcript).getFirst().reason())
        .isEqualTo("src/a.ts was read again in turn 3");
  }

  @Test
  void aFileWrittenLaterSupersedesEveryReadBeforeIt() {
    Transcript transcript =
        asked(
            "Go on",
            read(1, 0, "src/a.ts", CODE),
            read(2, 1, "src/a.ts", CODE),
            write(3, 2, "/repo/src/../src/a.ts", "The file has been updated."),
            read(4, 3, "/repo/src/a.ts", CODE));
    assertThat(ids(reads.choose(transcript))).containsExactly(1, 2);
  }

  @Test
  void aReadThatNothingFollowsStays() {
    assertThat(
            reads.choose(
                asked(
                    "Go on",
                    write(1, 0, "a.py", "done"),
                    read(2, 1, "a.py", CODE),
                    read(3, 1, "b.py", CODE))))
        .isEmpty();
  }

  @Test
  void aRelativePathThatCouldNameTwoFilesNamesNeither() {
    assertThat(
            reads.choose(
                asked(
                    "Go on",
                    read(1, 0, "index.ts", CODE),
                    read(2, 1, "/repo/web/index.ts", CODE),
                    read(3, 2, "/repo/api/index.ts", CODE))))
        .isEmpty();
  }

  @Test
  void readsAndWritesThatFailedSupersedeNothing() {
    assertThat(
            reads.choose(
                asked(
                    "Go on",
                    read(1, 0, "a.py", CODE),
                    read(2, 1, "a.py", "File unchanged since last read. See the earlier result."),
                    read(3, 2, "a.py", "cat: a.py: No such file or directory"),
                    write(4, 3, "a.py", "Error: String to replace not found in file."),
                    part(5, Role.ASSISTANT, Kind.FILE_WRITE, "{\"path\":\"a.py\"}", 4)
                        .named("a.py"),
                    tool(6, 5, Kind.TOOL_RESULT, "Error: a.py is read-only"))))
        .isEmpty();
  }

  @Test
  void aCallToWriteThatWasNotRefusedCounts() {
    Transcript transcript =
        asked(
            "Go on",
            read(1, 0, "a.py", CODE),
            part(2, Role.ASSISTANT, Kind.FILE_WRITE, "{\"path\":\"a.py\"}", 1).named("a.py"),
            tool(3, 2, Kind.TOOL_RESULT, "wrote 3 lines"),
            assistant(4, 2, "Done."));
    assertThat(ids(reads.choose(transcript))).containsExactly(1);
  }

  @Test
  void ofNumberedLinesOnlyThoseShownAgainGo() {
    Transcript transcript =
        asked(
            "Go on",
            read(1, 0, "a.py", numbered(1, 40)),
            read(2, 1, "a.py", numbered(11, 30)),
            read(3, 2, "a.py", numbered(35, 60)));
    assertThat(left(reads, transcript, 1)).isEqualTo(numbered(1, 10) + numbered(31, 34));
    assertThat(ids(reads.choose(transcript))).containsExactly(1);
  }

  @Test
  void aWiderReadSupersedesANarrowOneWhole() {
    Transcript transcript =
        asked(
            "Go on",
            read(1, 0, "a.py", numbered(11, 30)),
            read(2, 1, "a.py", numbered(100, 120)),
            read(3, 2, "a.py", numbered(1, 40)));
    assertThat(ids(reads.choose(transcript))).containsExactly(1);
    assertThat(reads.choose(transcript).getFirst().whole()).isTrue();
  }

  @Test
  void aFewLinesReadLaterDoNotStandForAWholeFileWithoutNumbers() {
    assertThat(
            reads.choose(
                asked("Go on", read(1, 0, "a.py", CODE), read(2, 1, "a.py", numbered(5, 9)))))
        .isEmpty();
  }

  @Test
  void aLaterReadOfWhichSomethingIsGoneDoesNotCount() {
    assertThat(
            reads.choose(
                asked(
                    "Go on",
                    read(1, 0, "a.py", CODE),
                    read(2, 1, "a.py", CODE).forgotten(),
                    read(3, 2, "a.py", CODE + "[output truncated]"))))
        .isEmpty();
  }
}
