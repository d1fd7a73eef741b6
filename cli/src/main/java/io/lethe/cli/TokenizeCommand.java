package io.lethe.cli;

import io.lethe.engine.VocabularyReader;
import io.lethe.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lethe tokenize}. */
@Command(
    name = "tokenize",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Show the tokens of a text, or the text of tokens.",
      "Nothing in the text is a control token unless --control is given."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lethe tokenize \"Hello, world\"",
      "  lethe tokenize --model qwen05 --file README.md --json",
      "  lethe tokenize --control \"<|im_start|>user\"",
      "  lethe tokenize --decode \"19556 28 905\""
    })
final class TokenizeCommand implements Callable<Integer> {
  /** A token as a program reads it. */
  record JsonToken(int id, String text) {}

  /** A text and its tokens as a program reads them. */
  record JsonTokens(String text, int count, List<Integer> ids, List<JsonToken> tokens) {}

  private final Surroundings surroundings;

  @Spec private @Nullable CommandSpec command;
  @Mixin private PromptText prompt = new PromptText();

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description = "A name from lethe models list, or a GGUF file (default: smollm2).")
  private String model = "smollm2";

  @Option(names = "--control", description = "Recognise control tokens in the text.")
  private boolean control;

  @Option(names = "--bos", description = "Begin as a sequence does for this model.")
  private boolean bos;

  @Option(names = "--decode", description = "The text is a list of ids; show what they say.")
  private boolean decode;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  TokenizeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    String text = prompt.read();
    Tokenizer tokenizer = VocabularyReader.tokenizer(surroundings.models().resolve(model));
    int[] ids = decode ? ids(text, tokenizer) : encode(text, tokenizer);
    String said = decode ? tokenizer.decode(ids) : text;
    if (json) {
      surroundings.printJson(
          new JsonTokens(
              said,
              ids.length,
              Arrays.stream(ids).boxed().toList(),
              Arrays.stream(ids).mapToObj(id -> new JsonToken(id, tokenizer.piece(id))).toList()));
    } else if (decode) {
      surroundings.out().println(said);
    } else {
      print(tokenizer, ids);
    }
    return ExitCode.OK.code();
  }

  private int[] encode(String text, Tokenizer tokenizer) {
    int[] ids = control ? tokenizer.encodeTemplate(text) : tokenizer.encode(text);
    return bos ? tokenizer.withBos(ids) : ids;
  }

  private int[] ids(String text, Tokenizer tokenizer) {
    return Arrays.stream(text.strip().split("[\\s,\\[\\]]+"))
        .filter(word -> !word.isEmpty())
        .mapToInt(word -> id(word, tokenizer))
        .toArray();
  }

  private int id(String word, Tokenizer tokenizer) {
    try {
      int id = Integer.parseInt(word);
      if (id >= 0 && id < tokenizer.size()) {
        return id;
      }
    } catch (NumberFormatException e) {
      // Not a number at all: the same mistake to whoever made it.
    }
    String found = "found '%s' among the ids, wanted 0 to %d".formatted(word, tokenizer.size() - 1);
    if (command == null) {
      throw new IllegalArgumentException(found);
    }
    throw new ParameterException(command.commandLine(), found);
  }

  private void print(Tokenizer tokenizer, int[] ids) {
    for (int id : ids) {
      surroundings.out().printf("%7d  %s%n", id, visible(tokenizer.piece(id)));
    }
    surroundings.out().printf("%d tokens%n", ids.length);
  }

  /** Quoted, so that spaces and line ends show. */
  static String visible(String piece) {
    return "'"
        + piece.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
        + "'";
  }
}
