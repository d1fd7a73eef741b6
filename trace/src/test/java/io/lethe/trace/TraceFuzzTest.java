package io.lethe.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever stands in a file, reading it gives a trace that can be written again, or a {@link
 * TraceException}.
 */
class TraceFuzzTest {
  private static final long SEED = 20_261_121;
  private static final int MUTATIONS = 4_000;
  private static final Pattern PIECE =
      Pattern.compile("-?\\d+|\"(?:[^\"\\\\]|\\\\.)*\"|[\\[\\]{},:]");
  private static final List<String> STRANGE =
      List.of(
          "-1",
          "0",
          "1",
          "2147483648",
          "9007199254740993",
          "-9223372036854775808",
          "1e400",
          "123456789012345678901234567890",
          "0.5",
          "null",
          "true",
          "\"\"",
          "\"text\"",
          "[]",
          "{}",
          "[[]]",
          "[1,2]",
          "[[1,2]]",
          "{\"a\":{}}",
          "[{}]",
          "\"\\ud800\"",
          "\"forget\"",
          "",
          "[".repeat(300),
          "{\"a\":".repeat(50),
          "\"n\":1,\"n\"");

  @TempDir private Path folder = Path.of("");
  private int accepted;
  private int refused;

  @Test
  void bytesChangedAnywhereGiveATraceOrATraceException() throws IOException {
    byte[] sound = sample();
    Random random = new Random(SEED);
    for (int i = 0; i < MUTATIONS; i++) {
      check(bytesChanged(sound, random), "mutation " + i + " of seed " + SEED);
    }
    assertThat(accepted).isPositive();
    assertThat(refused).isPositive();
  }

  @Test
  void lyingLinesWithRightChecksumsGiveATraceOrATraceException() throws IOException {
    List<String> sound = new String(sample(), ISO_8859_1).lines().toList();
    Random random = new Random(SEED);
    for (int i = 0; i < MUTATIONS; i++) {
      List<String> lines = new ArrayList<>(sound);
      int at = random.nextInt(lines.size());
      for (int n = random.nextInt(3); n >= 0; n--) {
        lines.set(at, pieceChanged(lines.get(at), random));
      }
      byte[] object = lines.get(at).getBytes(ISO_8859_1);
      int end = Math.max(0, lines.get(at).lastIndexOf(",\"crc\""));
      lines.set(at, new String(LineCodec.sealed(object, end), ISO_8859_1).strip());
      check(
          (String.join("\n", lines) + "\n").getBytes(ISO_8859_1),
          "mutation " + i + " of seed " + SEED);
    }
    assertThat(accepted).isPositive();
    assertThat(refused).isPositive();
  }

  private void check(byte[] bytes, String what) throws IOException {
    Path file = Files.write(folder.resolve("trace.jsonl"), bytes);
    try {
      Trace trace = TraceReader.read(file);
      for (TraceLine line : trace.lines()) {
        byte[] again = LineCodec.encode(line);
        assertThat(LineCodec.decode(file, again, again.length - 1)).as(what).isEqualTo(line);
      }
      assertThat(TraceText.lines(trace)).as(what).hasSize(1 + trace.lines().size());
      accepted++;
    } catch (TraceException e) {
      assertThat(e).as(what).hasMessageContaining(file.toString());
      refused++;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw new AssertionError(what, e);
    }
  }

  private static byte[] bytesChanged(byte[] sound, Random random) {
    byte[] bytes = sound.clone();
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        yield bytes;
      }
      case 2 -> {
        int from = random.nextInt(bytes.length);
        Arrays.fill(bytes, from, Math.min(bytes.length, from + random.nextInt(600)), (byte) 0);
        yield bytes;
      }
      case 3 -> joined(bytes, random.nextInt(bytes.length), random.nextInt(bytes.length));
      case 4 -> {
        byte[] rest = new byte[random.nextInt(200)];
        random.nextBytes(rest);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + rest.length);
        System.arraycopy(rest, 0, longer, bytes.length, rest.length);
        yield longer;
      }
      default -> {
        List<String> lines = new ArrayList<>(new String(bytes, ISO_8859_1).lines().toList());
        String moved = lines.remove(random.nextInt(lines.size()));
        if (random.nextInt(2) == 0) {
          lines.add(random.nextInt(lines.size() + 1), moved);
        }
        yield (String.join("\n", lines) + "\n").getBytes(ISO_8859_1);
      }
    };
  }

  /**
   * The bytes before {@code to} and those from {@code from} on: some are missing, or twice there.
   */
  private static byte[] joined(byte[] bytes, int to, int from) {
    byte[] joined = new byte[to + bytes.length - from];
    System.arraycopy(bytes, 0, joined, 0, to);
    System.arraycopy(bytes, from, joined, to, bytes.length - from);
    return joined;
  }

  private static String pieceChanged(String line, Random random) {
    List<MatchResult> pieces = PIECE.matcher(line).results().toList();
    if (pieces.isEmpty()) {
      return line;
    }
    MatchResult piece = pieces.get(random.nextInt(pieces.size()));
    MatchResult other = pieces.get(random.nextInt(pieces.size()));
    String by =
        random.nextInt(3) == 0 ? other.group() : STRANGE.get(random.nextInt(STRANGE.size()));
    return line.substring(0, piece.start()) + by + line.substring(piece.end());
  }

  private byte[] sample() throws IOException {
    Path file = folder.resolve("sound.jsonl");
    List<TraceEvent> events = Samples.every();
    try (TraceWriter writer =
        TraceWriter.create(file, (TraceEvent.Opened) events.getFirst(), Samples.CLOCK)) {
      writer.append(events.subList(1, events.size()).toArray(TraceEvent[]::new));
    }
    return Files.readAllBytes(file);
  }
}
