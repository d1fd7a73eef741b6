package io.lethe.tokenizer.template;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Hands out tokens one by one, counts the nesting of what is read, and says what was expected. */
final class TokenStream {
  /** Brackets, blocks and prefix operators inside one another; a real template has about ten. */
  private static final int DEEPEST = 100;

  private final String name;
  private final List<Token> tokens;
  private final Set<String> names = new HashSet<>();
  private int next;
  private int depth;

  TokenStream(String name, List<Token> tokens) {
    this.name = name;
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(next);
  }

  Token following() {
    return tokens.get(Math.min(next + 1, tokens.size() - 1));
  }

  int line() {
    return current().line();
  }

  Token take() {
    Token token = current();
    if (token.is(Token.Type.NAME)) {
      names.add(token.text());
    }
    if (!token.is(Token.Type.END)) {
      next++;
    }
    return token;
  }

  boolean takeName(String wanted) {
    return takeIf(current().isName(wanted));
  }

  boolean takeOperator(String wanted) {
    return takeIf(current().isOperator(wanted));
  }

  private boolean takeIf(boolean fits) {
    if (fits) {
      take();
    }
    return fits;
  }

  Token expect(Token.Type type) {
    if (!current().is(type)) {
      throw wanted(type.shown());
    }
    return take();
  }

  void expectOperator(String operator) {
    if (!takeOperator(operator)) {
      throw wanted("'" + operator + "'");
    }
  }

  void expectName(String keyword) {
    if (!takeName(keyword)) {
      throw wanted("'" + keyword + "'");
    }
  }

  /** Refuses the current token, naming what should stand there. */
  TemplateException wanted(String what) {
    return refused("found " + current().shown() + ", wanted " + what);
  }

  TemplateException refused(String reason) {
    return new TemplateException(TemplateException.Kind.SYNTAX, name, line(), reason);
  }

  void enter() {
    depth++;
    if (depth > DEEPEST) {
      throw Fault.limit("nesting of the source", depth, DEEPEST).at(name, line());
    }
  }

  void leave() {
    depth--;
  }

  /** Starts to note the names that pass by, and gives those noted before. */
  Set<String> forgetNames() {
    Set<String> noted = Set.copyOf(names);
    names.clear();
    return noted;
  }

  /** The names that passed by since {@link #forgetNames}; {@code before} are noted again. */
  Set<String> recallNames(Set<String> before) {
    Set<String> noted = Set.copyOf(names);
    names.addAll(before);
    return noted;
  }
}
