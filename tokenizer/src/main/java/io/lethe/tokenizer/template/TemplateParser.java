package io.lethe.tokenizer.template;

import io.lethe.tokenizer.template.Statement.Extra;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads statements. */
final class TemplateParser {
  private static final Set<String> RESERVED =
      Set.of("true", "false", "none", "True", "False", "None");

  private final TokenStream stream;
  private final ExprParser expressions;

  private TemplateParser(TokenStream stream) {
    this.stream = stream;
    this.expressions = new ExprParser(stream);
  }

  static List<Statement> parse(String name, String source) {
    TokenStream stream = new TokenStream(name, Lexer.tokens(name, source));
    return new TemplateParser(stream).body(Set.of());
  }

  /** The statements up to a tag in {@code ends}, whose name is then the current token. */
  private List<Statement> body(Set<String> ends) {
    stream.enter();
    List<Statement> statements = new ArrayList<>();
    while (true) {
      Token token = stream.take();
      switch (token.type()) {
        case TEXT -> statements.add(new Statement.Emit(Text.plain(token.text()), token.line()));
        case VARIABLE_BEGIN -> {
          statements.add(new Statement.Print(expressions.tuple(), token.line()));
          stream.expect(Token.Type.VARIABLE_END);
        }
        case BLOCK_BEGIN -> {
          if (stream.current().is(Token.Type.NAME) && ends.contains(stream.current().text())) {
            stream.leave();
            return statements;
          }
          statements.add(statement(token.line()));
          stream.expect(Token.Type.BLOCK_END);
        }
        case END -> {
          if (!ends.isEmpty()) {
            throw stream.wanted("one of the tags " + ends.stream().sorted().toList());
          }
          stream.leave();
          return statements;
        }
        case VARIABLE_END, BLOCK_END, NAME, STRING, INTEGER, FLOAT, OPERATOR ->
            throw stream.wanted("text or a tag");
      }
    }
  }

  private List<Statement> block(String... ends) {
    stream.takeOperator(":");
    stream.expect(Token.Type.BLOCK_END);
    return body(Set.of(ends));
  }

  private List<Statement> blockUpTo(String end) {
    List<Statement> statements = block(end);
    stream.expectName(end);
    return statements;
  }

  private Statement statement(int line) {
    String tag = stream.expect(Token.Type.NAME).text();
    return switch (tag) {
      case "for" -> loop(line);
      case "if" -> condition(line);
      case "set" -> assignment(line);
      case "macro" -> new Statement.DefineMacro(macro(), line);
      case "call" -> callBlock(line);
      case "filter" ->
          new Statement.FilterBlock(expressions.filters(), blockUpTo("endfilter"), line);
      case "with" -> with(line);
      case "print" -> new Statement.Print(expressions.tuple(), line);
      case "generation" -> new Statement.Generation(blockUpTo("endgeneration"), line);
      case "break" -> new Statement.Break(line);
      case "continue" -> new Statement.Continue(line);
      default ->
          throw stream.refused("found the tag '" + tag + "', which chat templates do not have");
    };
  }

  private Statement loop(int line) {
    Statement.Target target = target(Set.of());
    stream.expectName("in");
    Expr over = expressions.loopSource();
    Expr filter = stream.takeName("if") ? expressions.expression() : null;
    Statement.Recursion recursion =
        stream.takeName("recursive") ? Statement.Recursion.RECURSIVE : Statement.Recursion.NONE;
    List<Statement> body = block("endfor", "else");
    List<Statement> otherwise = List.of();
    if (stream.take().text().equals("else")) {
      otherwise = blockUpTo("endfor");
    }
    return new Statement.For(target, over, filter, recursion, body, otherwise, line);
  }

  private Statement condition(int line) {
    List<Statement.Branch> branches = new ArrayList<>();
    while (true) {
      Expr test = expressions.tuple();
      branches.add(new Statement.Branch(test, block("elif", "else", "endif")));
      String end = stream.take().text();
      if (end.equals("endif")) {
        return new Statement.If(branches, List.of(), line);
      }
      if (end.equals("else")) {
        return new Statement.If(branches, blockUpTo("endif"), line);
      }
    }
  }

  private Statement assignment(int line) {
    Statement.Target target = target(Set.of("namespace"));
    if (stream.takeOperator("=")) {
      return new Statement.Assign(target, expressions.tuple(), line);
    }
    List<Expr.FilterCall> filters = stream.takeOperator("|") ? expressions.filters() : List.of();
    return new Statement.AssignBlock(target, filters, blockUpTo("endset"), line);
  }

  /** A target, or several with commas between; {@code allowed} may hold "namespace". */
  private Statement.Target target(Set<String> allowed) {
    List<Statement.Target> targets = new ArrayList<>();
    while (true) {
      targets.add(singleTarget(allowed));
      if (!stream.takeOperator(",")) {
        return targets.size() == 1 ? targets.getFirst() : new Statement.TupleTarget(targets);
      }
      boolean more = stream.current().is(Token.Type.NAME) || stream.current().isOperator("(");
      if (!more || stream.current().isName("in")) {
        return new Statement.TupleTarget(targets);
      }
    }
  }

  private Statement.Target singleTarget(Set<String> allowed) {
    if (stream.takeOperator("(")) {
      stream.enter();
      Statement.Target inner = target(allowed);
      stream.leave();
      stream.expectOperator(")");
      return inner;
    }
    String name = assignableName();
    if (allowed.contains("namespace") && stream.takeOperator(".")) {
      return new Statement.AttributeTarget(name, stream.expect(Token.Type.NAME).text());
    }
    return new Statement.NameTarget(name);
  }

  private String assignableName() {
    if (RESERVED.contains(stream.current().text())) {
      throw stream.wanted("a name that can be assigned to");
    }
    return stream.expect(Token.Type.NAME).text();
  }

  private Statement.Macro macro() {
    String name = assignableName();
    return macroNamed(name, parameters(), "endmacro");
  }

  private Statement.Macro macroNamed(
      String name, List<Statement.Parameter> parameters, String end) {
    Set<String> before = stream.forgetNames();
    List<Statement> body = blockUpTo(end);
    Set<String> names = stream.recallNames(before);
    List<Extra> extras = new ArrayList<>();
    if (names.contains("varargs")) {
      extras.add(Extra.VARARGS);
    }
    if (names.contains("kwargs")) {
      extras.add(Extra.KWARGS);
    }
    return new Statement.Macro(name, parameters, extras, body);
  }

  private List<Statement.Parameter> parameters() {
    stream.expectOperator("(");
    List<Statement.Parameter> parameters = new ArrayList<>();
    boolean optional = false;
    while (!stream.takeOperator(")")) {
      if (!parameters.isEmpty()) {
        stream.expectOperator(",");
      }
      String name = assignableName();
      @Nullable Expr otherwise = stream.takeOperator("=") ? expressions.expression() : null;
      if (optional && otherwise == null) {
        throw stream.refused("found '" + name + "' without a default after one with a default");
      }
      optional = otherwise != null;
      parameters.add(new Statement.Parameter(name, otherwise));
    }
    return parameters;
  }

  private Statement callBlock(int line) {
    List<Statement.Parameter> parameters =
        stream.current().isOperator("(") ? parameters() : List.of();
    if (!(expressions.expression() instanceof Expr.Call call)) {
      throw stream.wanted("a call");
    }
    return new Statement.CallBlock(call, macroNamed("caller", parameters, "endcall"), line);
  }

  private Statement with(int line) {
    List<Statement.Target> targets = new ArrayList<>();
    List<Expr> values = new ArrayList<>();
    while (!stream.current().is(Token.Type.BLOCK_END)) {
      if (!targets.isEmpty()) {
        stream.expectOperator(",");
      }
      targets.add(new Statement.NameTarget(assignableName()));
      stream.expectOperator("=");
      values.add(expressions.expression());
    }
    return new Statement.With(targets, values, blockUpTo("endwith"), line);
  }
}
