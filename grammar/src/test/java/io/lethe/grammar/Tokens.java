package io.lethe.grammar;

import io.lethe.tokenizer.Tokenizer;
import io.lethe.tokenizer.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A byte-level vocabulary with tokens that cross what a grammar tells apart. */
final class Tokens {
  static final String END = "<|im_end|>";
  static final String CONTROL = "<|odd|>";
  static final Tokenizer TOKENIZER = tokenizer(List.of());

  private Tokens() {}

  static Tokenizer tokenizer(List<String> moreControls) {
    Set<String> tokens = new LinkedHashSet<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(letters(new byte[] {(byte) b}));
    }
    for (String text :
        List.of(
            "{\"",
            "\":",
            "\": ",
            "\": \"",
            "\",",
            "\", \"",
            "\"}",
            "\"}}",
            "\"]",
            "}}",
            "}]",
            "]}",
            "[]",
            "{}",
            "[[",
            "[{",
            "[{\"",
            "\":{\"",
            "\\\"",
            "\\\\",
            "\\u",
            "\\n",
            ", ",
            ": ",
            "null",
            "true",
            "false",
            "tr",
            "ue",
            "10",
            "100",
            "123",
            "0.",
            "-1",
            "e+",
            "00",
            "1234567890",
            "name",
            "arguments",
            "\"name\": \"",
            "<tool_call>\n",
            "</tool_call>",
            "\n</tool",
            "get_weather",
            "get_",
            "tool",
            "city",
            "é",
            "ü",
            "日本",
            "日",
            "😀",
            "a😀",
            "ab",
            "abc",
            "the ",
            " the",
            "hello world, this is a long token ",
            "    ",
            "2026",
            "-11",
            "-",
            "T12",
            "@",
            ".com",
            "d83d",
            "\\ude00",
            "\\ud83d")) {
      tokens.add(letters(text.getBytes(StandardCharsets.UTF_8)));
    }
    tokens.add(letters(new byte[] {(byte) 0xE6, (byte) 0x97}));
    tokens.add(letters(new byte[] {(byte) 0x98, (byte) 0x80, '"'}));
    Random random = new Random(7);
    String alphabet = "abcdefghijklmnopqrstuvwxyz0123456789 {}[]\",:\\éß日";
    while (tokens.size() < 2000) {
      StringBuilder text = new StringBuilder();
      for (int i = 2 + random.nextInt(4); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      tokens.add(letters(text.toString().getBytes(StandardCharsets.UTF_8)));
    }
    List<String> all = new ArrayList<>(tokens);
    List<String> controls = new ArrayList<>(List.of(END, CONTROL));
    controls.addAll(moreControls);
    all.addAll(controls);
    int[] types = new int[all.size()];
    Arrays.fill(types, 1);
    for (String control : controls) {
      types[all.indexOf(control)] = 3;
    }
    return Tokenizer.of(
        Vocabulary.builder("gpt2").tokens(all).types(types).eos(all.indexOf(END)).build());
  }

  /** Bytes as byte-level vocabularies write them. */
  private static String letters(byte[] bytes) {
    StringBuilder letters = new StringBuilder();
    for (byte each : bytes) {
      int b = each & 0xFF;
      if ((b > 32 && b < 127) || (b > 160 && b != 173)) {
        letters.append((char) b);
      } else if (b <= 32) {
        letters.append((char) (256 + b));
      } else if (b <= 160) {
        letters.append((char) (256 + 33 + b - 127));
      } else {
        letters.append((char) (256 + 67));
      }
    }
    return letters.toString();
  }
}
