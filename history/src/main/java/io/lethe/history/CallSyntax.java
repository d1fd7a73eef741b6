package io.lethe.history;

import java.util.regex.Pattern;

/**
 * What surrounds the calls of tools that a family of models writes. A call is a JSON object that
 * names the tool and holds its arguments.
 */
public enum CallSyntax {
  /**
   * {@code <tool_call>} and {@code </tool_call>} around each call: Qwen, Hermes, SmolLM. Small ones
   * and those trained on code take another tag or a fence of Markdown instead, or begin with the
   * object; that is a call as well if it begins with a name and arguments.
   */
  HERMES("<tool_call>\n", "\n</tool_call>", "arguments") {
    @Override
    Pattern opening() {
      return HERMES_OPENING;
    }

    @Override
    Pattern openingFirst() {
      return HERMES_FIRST;
    }

    @Override
    Pattern next() {
      return NEVER;
    }

    @Override
    Pattern end() {
      return HERMES_END;
    }
  },

  /** The object alone, at the beginning of an answer: Llama 3. */
  LLAMA("", "", "parameters") {
    @Override
    Pattern opening() {
      return LLAMA_OPENING;
    }

    @Override
    Pattern openingFirst() {
      return LLAMA_FIRST;
    }

    @Override
    Pattern next() {
      return LLAMA_NEXT;
    }

    @Override
    Pattern end() {
      return NEVER;
    }
  },

  /**
   * An array of calls: Mistral. Its opening is a control token, of which nothing is seen in a text,
   * unless it is spelled.
   */
  MISTRAL("[TOOL_CALLS] [", "]", "arguments") {
    @Override
    Pattern opening() {
      return MISTRAL_OPENING;
    }

    @Override
    Pattern openingFirst() {
      return MISTRAL_FIRST;
    }

    @Override
    Pattern next() {
      return MISTRAL_NEXT;
    }

    @Override
    Pattern end() {
      return MISTRAL_END;
    }
  };

  // Blanks are bounded, so that what is held back is. Some models double the braces, as one
  // template that they learned from does.
  private static final Pattern NEVER = Pattern.compile("(?!)");
  private static final String TAGGED = "<tool_call>\\s{0,64}(?:\\{(?=\\{)|(?=\\{[^{]))";
  private static final String NAMED =
      "(?=\\{\\s{0,64}\"name\"\\s{0,8}:\\s{0,8}\"[\\w.:-]{1,128}\"\\s{0,8},\\s{0,64}\"arguments\")";
  private static final String FENCED = "(?:```(?:json)?|<tools>|<function_call>)\\s{0,64}" + NAMED;
  private static final Pattern HERMES_OPENING = Pattern.compile(TAGGED + "|" + FENCED);
  private static final Pattern HERMES_FIRST = Pattern.compile(TAGGED + "|" + FENCED + "|" + NAMED);
  private static final Pattern HERMES_END =
      Pattern.compile("\\s{0,64}\\}?\\s{0,64}(?:</(?:tool_call|tools|function_call)>|```)");
  private static final Pattern LLAMA_OPENING =
      Pattern.compile("<\\|python_tag\\|>\\s{0,64}(?=\\{)");
  private static final Pattern LLAMA_FIRST =
      Pattern.compile("(?:<\\|python_tag\\|>)?\\s{0,64}(?=\\{)");
  private static final Pattern LLAMA_NEXT = Pattern.compile("\\s{0,64};?\\s{0,64}(?=\\{)");
  private static final Pattern MISTRAL_OPENING =
      Pattern.compile("\\[TOOL_CALLS\\]\\s{0,64}\\[\\s{0,64}(?=\\{)");
  private static final Pattern MISTRAL_FIRST =
      Pattern.compile("(?:\\[TOOL_CALLS\\]\\s{0,64})?\\[\\s{0,64}(?=\\{)");
  private static final Pattern MISTRAL_NEXT = Pattern.compile("\\s{0,64},\\s{0,64}(?=\\{)");
  private static final Pattern MISTRAL_END = Pattern.compile("\\s{0,64}\\]");

  private final String before;
  private final String after;
  private final String argumentsKey;

  CallSyntax(String before, String after, String argumentsKey) {
    this.before = before;
    this.after = after;
    this.argumentsKey = argumentsKey;
  }

  /** What stands before the object of a call; may be empty. */
  public String before() {
    return before;
  }

  /** What stands behind it; may be empty. */
  public String after() {
    return after;
  }

  /** The key under which the tool's name stands. */
  public String nameKey() {
    return "name";
  }

  /** The key under which the arguments stand. */
  public String argumentsKey() {
    return argumentsKey;
  }

  /** What comes before a call in the middle of a text. */
  abstract Pattern opening();

  /** What comes before a call where nothing was said yet. */
  abstract Pattern openingFirst();

  /** What comes between a call and the next. */
  abstract Pattern next();

  /** What comes behind the last call. */
  abstract Pattern end();
}
