package io.lethe.tokenizer.template;

import io.lethe.tokenizer.template.Expr.ArithmeticOperator;
import io.lethe.tokenizer.template.Expr.CallArguments;
import io.lethe.tokenizer.template.Expr.ComparisonOperator;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads expressions, with the precedence of jinja2: {@code not x is defined} negates the test. */
final class ExprParser {
  private static final int LONGEST_INTEGER = 1_000;

  private final TokenStream stream;

  ExprParser(TokenStream stream) {
    this.stream = stream;
  }

  Expr expression() {
    stream.enter();
    Expr value = or();
    while (stream.takeName("if")) {
      Expr test = or();
      Expr otherwise = stream.takeName("else") ? expression() : null;
      value = new Expr.Conditional(test, value, otherwise);
    }
    stream.leave();
    return value;
  }

  /** One expression, or several with commas between, which make a tuple. */
  Expr tuple() {
    return tuple(this::expression, Set.of());
  }

  /** What a for runs over: an {@code if} after it belongs to the for. */
  Expr loopSource() {
    return tuple(this::or, Set.of("recursive"));
  }

  private Expr tuple(Supplier<Expr> element, Set<String> ends) {
    List<Expr> items = new ArrayList<>();
    while (!endsTuple(ends)) {
      items.add(element.get());
      if (!stream.takeOperator(",")) {
        return items.size() == 1 ? items.getFirst() : new Expr.TupleOf(items);
      }
    }
    if (items.isEmpty()) {
      throw stream.wanted("an expression");
    }
    return new Expr.TupleOf(items);
  }

  private boolean endsTuple(Set<String> ends) {
    Token token = stream.current();
    return switch (token.type()) {
      case VARIABLE_END, BLOCK_END, END -> true;
      case OPERATOR -> token.text().equals(")");
      case NAME -> ends.contains(token.text());
      case TEXT, VARIABLE_BEGIN, BLOCK_BEGIN, STRING, INTEGER, FLOAT -> false;
    };
  }

  private Expr or() {
    Expr left = and();
    while (stream.takeName("or")) {
      left = new Expr.Or(left, and());
    }
    return left;
  }

  private Expr and() {
    Expr left = not();
    while (stream.takeName("and")) {
      left = new Expr.And(left, not());
    }
    return left;
  }

  private Expr not() {
    if (!stream.takeName("not")) {
      return comparison();
    }
    stream.enter();
    Expr operand = not();
    stream.leave();
    return new Expr.Not(operand);
  }

  private Expr comparison() {
    Expr first = sum();
    List<Expr.Comparand> rest = new ArrayList<>();
    while (true) {
      ComparisonOperator operator = comparisonOperator();
      if (operator == null) {
        return rest.isEmpty() ? first : new Expr.Compare(first, rest);
      }
      rest.add(new Expr.Comparand(operator, sum()));
    }
  }

  private @Nullable ComparisonOperator comparisonOperator() {
    if (stream.current().isName("not") && stream.following().isName("in")) {
      stream.take();
      stream.take();
      return ComparisonOperator.NOT_IN;
    }
    if (stream.takeName("in")) {
      return ComparisonOperator.IN;
    }
    for (ComparisonOperator operator : ComparisonOperator.values()) {
      if (stream.takeOperator(operator.sign())) {
        return operator;
      }
    }
    return null;
  }

  private Expr sum() {
    Expr left = concat();
    while (true) {
      ArithmeticOperator operator = arithmetic(ArithmeticOperator.ADD, ArithmeticOperator.SUBTRACT);
      if (operator == null) {
        return left;
      }
      left = new Expr.Arithmetic(left, operator, concat());
    }
  }

  private Expr concat() {
    Expr first = product();
    if (!stream.current().isOperator("~")) {
      return first;
    }
    List<Expr> parts = new ArrayList<>(List.of(first));
    while (stream.takeOperator("~")) {
      parts.add(product());
    }
    return new Expr.Concat(parts);
  }

  private Expr product() {
    Expr left = power();
    while (true) {
      ArithmeticOperator operator =
          arithmetic(
              ArithmeticOperator.MULTIPLY,
              ArithmeticOperator.DIVIDE,
              ArithmeticOperator.FLOOR_DIVIDE,
              ArithmeticOperator.MODULO);
      if (operator == null) {
        return left;
      }
      left = new Expr.Arithmetic(left, operator, power());
    }
  }

  /** Groups from the left, as jinja2 does and Python does not. */
  private Expr power() {
    Expr left = filtered(unary());
    while (stream.takeOperator("**")) {
      left = new Expr.Arithmetic(left, ArithmeticOperator.POWER, filtered(unary()));
    }
    return left;
  }

  private @Nullable ArithmeticOperator arithmetic(ArithmeticOperator... operators) {
    for (ArithmeticOperator operator : operators) {
      if (stream.takeOperator(operator.sign())) {
        return operator;
      }
    }
    return null;
  }

  private Expr unary() {
    if (!stream.current().isOperator("-") && !stream.current().isOperator("+")) {
      return postfix(primary());
    }
    boolean negates = stream.take().text().equals("-");
    stream.enter();
    Expr operand = unary();
    stream.leave();
    return postfix(negates ? new Expr.Negative(operand) : new Expr.Positive(operand));
  }

  /** A name, literal or bracketed expression. */
  private Expr primary() {
    Token token = stream.current();
    return switch (token.type()) {
      case NAME -> name(stream.take().text());
      case STRING -> string();
      case INTEGER -> new Expr.Constant(integer(stream.take().text()));
      case FLOAT -> new Expr.Constant(new Value.Real(Double.parseDouble(stream.take().text())));
      case OPERATOR -> bracketed();
      case TEXT, VARIABLE_BEGIN, VARIABLE_END, BLOCK_BEGIN, BLOCK_END, END ->
          throw stream.wanted("an expression");
    };
  }

  private static Expr name(String name) {
    return switch (name) {
      case "true", "True" -> new Expr.Constant(Value.Bool.TRUE);
      case "false", "False" -> new Expr.Constant(Value.Bool.FALSE);
      case "none", "None" -> new Expr.Constant(Value.None.NONE);
      default -> new Expr.Name(name);
    };
  }

  private Expr string() {
    StringBuilder joined = new StringBuilder();
    while (stream.current().is(Token.Type.STRING)) {
      joined.append(stream.take().text());
    }
    return new Expr.Constant(Text.plain(joined.toString()));
  }

  private Value integer(String digits) {
    if (digits.length() > LONGEST_INTEGER) {
      throw stream.refused("found an integer of " + digits.length() + " digits");
    }
    String prefix = digits.length() > 2 ? digits.substring(0, 2) : digits;
    return new Value.Int(
        switch (prefix) {
          case "0x", "0X" -> new BigInteger(digits.substring(2), 16);
          case "0o", "0O" -> new BigInteger(digits.substring(2), 8);
          case "0b", "0B" -> new BigInteger(digits.substring(2), 2);
          default -> new BigInteger(digits);
        });
  }

  private Expr bracketed() {
    if (stream.takeOperator("(")) {
      if (stream.takeOperator(")")) {
        return new Expr.TupleOf(List.of());
      }
      Expr inner = tuple();
      stream.expectOperator(")");
      return inner;
    }
    if (stream.takeOperator("[")) {
      return list();
    }
    if (stream.takeOperator("{")) {
      return dict();
    }
    throw stream.wanted("an expression");
  }

  private Expr list() {
    List<Expr> items = new ArrayList<>();
    while (!stream.takeOperator("]")) {
      if (!items.isEmpty()) {
        stream.expectOperator(",");
        if (stream.takeOperator("]")) {
          break;
        }
      }
      items.add(expression());
    }
    return new Expr.ListOf(items);
  }

  private Expr dict() {
    List<Expr.Pair> pairs = new ArrayList<>();
    while (!stream.takeOperator("}")) {
      if (!pairs.isEmpty()) {
        stream.expectOperator(",");
        if (stream.takeOperator("}")) {
          break;
        }
      }
      Expr key = expression();
      stream.expectOperator(":");
      pairs.add(new Expr.Pair(key, expression()));
    }
    return new Expr.DictOf(pairs);
  }

  private Expr postfix(Expr target) {
    Expr result = target;
    while (true) {
      if (stream.takeOperator(".")) {
        result = attribute(result);
      } else if (stream.takeOperator("[")) {
        result = subscript(result);
      } else if (stream.current().isOperator("(")) {
        result = new Expr.Call(result, arguments());
      } else {
        return result;
      }
    }
  }

  private Expr attribute(Expr target) {
    if (stream.current().is(Token.Type.INTEGER)) {
      return new Expr.Item(target, new Expr.Constant(integer(stream.take().text())));
    }
    return new Expr.Attribute(target, stream.expect(Token.Type.NAME).text());
  }

  private Expr subscript(Expr target) {
    Expr start = stream.current().isOperator(":") ? null : tupleInBrackets();
    if (start != null && stream.takeOperator("]")) {
      return new Expr.Item(target, start);
    }
    stream.expectOperator(":");
    Expr stop = endsSlicePart() ? null : expression();
    Expr step = stream.takeOperator(":") && !endsSlicePart() ? expression() : null;
    stream.expectOperator("]");
    return new Expr.Slice(target, start, stop, step);
  }

  private Expr tupleInBrackets() {
    Expr first = expression();
    if (!stream.current().isOperator(",")) {
      return first;
    }
    List<Expr> items = new ArrayList<>(List.of(first));
    while (stream.takeOperator(",")) {
      items.add(expression());
    }
    return new Expr.TupleOf(items);
  }

  private boolean endsSlicePart() {
    return stream.current().isOperator("]") || stream.current().isOperator(":");
  }

  /** Filters and tests after {@code target}. */
  private Expr filtered(Expr target) {
    Expr result = target;
    while (true) {
      if (stream.takeOperator("|")) {
        result = new Expr.Filter(result, filter());
      } else if (stream.takeName("is")) {
        result = test(result);
      } else if (stream.current().isOperator("(")) {
        result = new Expr.Call(result, arguments());
      } else {
        return result;
      }
    }
  }

  /** The filters after a first one's bar has been read, as in {@code a | b}. */
  List<Expr.FilterCall> filters() {
    List<Expr.FilterCall> filters = new ArrayList<>();
    do {
      filters.add(filter());
    } while (stream.takeOperator("|"));
    return filters;
  }

  private Expr.FilterCall filter() {
    String name = dottedName();
    return new Expr.FilterCall(
        name, stream.current().isOperator("(") ? arguments() : CallArguments.NONE);
  }

  private String dottedName() {
    StringBuilder name = new StringBuilder(stream.expect(Token.Type.NAME).text());
    while (stream.takeOperator(".")) {
      name.append('.').append(stream.expect(Token.Type.NAME).text());
    }
    return name.toString();
  }

  private Expr test(Expr target) {
    boolean negated = stream.takeName("not");
    String name = dottedName();
    CallArguments arguments = CallArguments.NONE;
    if (stream.current().isOperator("(")) {
      arguments = arguments();
    } else if (startsTestArgument(stream.current())) {
      if (stream.current().isName("is")) {
        throw stream.wanted("one test only");
      }
      arguments = new CallArguments(List.of(postfix(primary())), List.of(), null, null);
    }
    Expr test = new Expr.Test(target, name, arguments);
    return negated ? new Expr.Not(test) : test;
  }

  private static boolean startsTestArgument(Token token) {
    return switch (token.type()) {
      case NAME -> !Set.of("else", "or", "and").contains(token.text());
      case STRING, INTEGER, FLOAT -> true;
      case OPERATOR -> token.text().equals("[") || token.text().equals("{");
      case TEXT, VARIABLE_BEGIN, VARIABLE_END, BLOCK_BEGIN, BLOCK_END, END -> false;
    };
  }

  CallArguments arguments() {
    stream.expectOperator("(");
    List<Expr> positional = new ArrayList<>();
    List<Expr.Keyword> named = new ArrayList<>();
    Expr spread = null;
    Expr namedSpread = null;
    boolean first = true;
    while (!stream.takeOperator(")")) {
      if (!first) {
        stream.expectOperator(",");
        if (stream.takeOperator(")")) {
          break;
        }
      }
      first = false;
      if (namedSpread != null) {
        throw stream.wanted("')' after the argument with '**'");
      } else if (stream.takeOperator("**")) {
        namedSpread = expression();
      } else if (spread == null && stream.takeOperator("*")) {
        spread = expression();
      } else if (stream.current().is(Token.Type.NAME) && stream.following().isOperator("=")) {
        String name = stream.take().text();
        stream.take();
        named.add(new Expr.Keyword(name, expression()));
      } else if (named.isEmpty() && spread == null) {
        positional.add(expression());
      } else {
        throw stream.wanted("an argument with a name");
      }
    }
    return new CallArguments(positional, named, spread, namedSpread);
  }
}
