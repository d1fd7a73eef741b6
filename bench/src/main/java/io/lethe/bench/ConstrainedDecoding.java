package io.lethe.bench;

import io.lethe.engine.Engine;
import io.lethe.engine.EngineOptions;
import io.lethe.engine.Generation;
import io.lethe.engine.GenerationListener;
import io.lethe.engine.GenerationRequest;
import io.lethe.engine.GenerationRequest.EndOfGeneration;
import io.lethe.engine.SamplingOptions;
import io.lethe.engine.Timings;
import io.lethe.engine.TokenSession;
import io.lethe.grammar.Cursor;
import io.lethe.grammar.Grammar;
import io.lethe.grammar.GrammarSource;
import io.lethe.grammar.Grammars;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a grammar costs: the same prompt answered freely and in a schema, by turns, in one process;
 * and what it takes to compile, and to find the tokens that may come.
 *
 * <p>Arguments: a model's file, the number of rounds.
 */
public final class ConstrainedDecoding {
  private static final int TOKENS = 160;
  private static final String SCHEMA =
      """
      {"type":"object","additionalProperties":false,
       "properties":{
        "title":{"type":"string","maxLength":60},
        "year":{"type":"integer","minimum":1000,"maximum":2100},
        "kind":{"enum":["novel","poem","essay","play"]},
        "tags":{"type":"array","items":{"type":"string"},"minItems":2,"maxItems":5},
        "people":{"type":"array","minItems":2,"items":{"type":"object","properties":{
          "name":{"type":"string"},"age":{"type":"integer"},"role":{"type":"string"}},
          "required":["name","role"],"additionalProperties":false}},
        "summary":{"type":"string","minLength":120}},
       "required":["title","year","kind","tags","people","summary"]}\
      """;
  private static final String PROMPT =
      "<|im_start|>user\nDescribe the book Moby Dick as a JSON object.<|im_end|>\n<|im_start|>assistant\n";

  private ConstrainedDecoding() {}

  /** Prints a table. */
  public static void main(String[] args) {
    EngineOptions options = EngineOptions.of(Path.of(args[0])).withThreads(2).withColumns(1024);
    try (Engine engine = Engine.open(options)) {
      GrammarSource source = GrammarSource.jsonSchema(SCHEMA);
      engine.tokenizer();
      for (int i = 0; i < 3; i++) {
        long start = System.nanoTime();
        Grammars grammars = new Grammars(engine.tokenizer());
        Grammar grammar = grammars.compile(source);
        long compiled = System.nanoTime();
        grammar.start().allowed(TOKENS);
        long first = System.nanoTime();
        grammars.compile(GrammarSource.jsonSchema(SCHEMA + " "));
        print(
            "compile %d: %.1f ms with the tree of tokens, %.1f ms without; first mask %.2f ms"
                .formatted(
                    i, ms(compiled - start), ms(System.nanoTime() - first), ms(first - compiled)));
      }
      for (SamplingOptions sampling : List.of(SamplingOptions.GREEDY, SamplingOptions.DEFAULT)) {
        compare(engine, source, sampling, Integer.parseInt(args[1]));
      }
    }
  }

  private static void compare(
      Engine engine, GrammarSource source, SamplingOptions sampling, int rounds) {
    double[] ratios = new double[rounds];
    double[] free = new double[rounds];
    double[] bound = new double[rounds];
    List<Integer> tokens = List.of();
    for (int round = -1; round < rounds; round++) {
      SamplingOptions seeded = sampling.withSeed(round);
      GenerationRequest request = GenerationRequest.of(TOKENS, seeded);
      Generation a = answer(engine, request.withEndOfGeneration(EndOfGeneration.GOES_ON));
      Generation b = answer(engine, request.withGrammar(source));
      tokens = b.tokens();
      if (round >= 0) {
        free[round] = perToken(a);
        bound[round] = perToken(b);
        ratios[round] = bound[round] / free[round];
      }
    }
    print(
        "%s: free %.2f ms a token, in the schema %.2f, ratio %.3f (%.3f to %.3f)"
            .formatted(
                sampling.isGreedy() ? "greedy" : "sampled",
                median(free),
                median(bound),
                median(ratios),
                Arrays.stream(ratios).min().orElseThrow(),
                Arrays.stream(ratios).max().orElseThrow()));
    masks(engine, source, tokens);
  }

  /** What it takes to find the tokens that may come at each place of an answer. */
  private static void masks(Engine engine, GrammarSource source, List<Integer> tokens) {
    Grammar grammar = new Grammars(engine.tokenizer()).compile(source);
    for (String visit : List.of("first", "second")) {
      List<Double> times = new ArrayList<>();
      Cursor cursor = grammar.start();
      for (int i = 0; i < tokens.size(); i++) {
        long start = System.nanoTime();
        cursor.allowed(TOKENS - i);
        times.add(ms(System.nanoTime() - start));
        cursor.accept(tokens.get(i));
      }
      double[] sorted = times.stream().mapToDouble(d -> d).sorted().toArray();
      print(
          "masks, %s visit: median %.4f ms, 95 %% %.3f ms, largest %.2f ms, all %.1f ms of %d tokens"
              .formatted(
                  visit,
                  sorted[sorted.length / 2],
                  sorted[(int) (sorted.length * 0.95)],
                  sorted[sorted.length - 1],
                  Arrays.stream(sorted).sum(),
                  sorted.length));
    }
  }

  private static Generation answer(Engine engine, GenerationRequest request) {
    try (TokenSession session = engine.newSession()) {
      session.append(engine.tokenizer().encodeTemplate(PROMPT));
      return session.generate(request, GenerationListener.SILENT);
    }
  }

  private static double perToken(Generation generation) {
    Timings.Rate rate = generation.timings().decode();
    return 1e3 * rate.seconds() / rate.tokens();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double ms(long nanos) {
    return nanos / 1e6;
  }

  private static void print(String line) {
    System.out.println(line);
  }
}
