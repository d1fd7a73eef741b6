package io.lethe.tokenizer.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression of a template, as parsed. */
sealed interface Expr {
  record Constant(Value value) implements Expr {}

  record Name(String name) implements Expr {}

  record ListOf(List<Expr> items) implements Expr {}

  record TupleOf(List<Expr> items) implements Expr {}

  record DictOf(List<Pair> pairs) implements Expr {}

  record Pair(Expr key, Expr value) {}

  record Not(Expr operand) implements Expr {}

  record Negative(Expr operand) implements Expr {}

  record Positive(Expr operand) implements Expr {}

  record And(Expr left, Expr right) implements Expr {}

  record Or(Expr left, Expr right) implements Expr {}

  record Arithmetic(Expr left, ArithmeticOperator operator, Expr right) implements Expr {}

  /** The operands of {@code ~}, printed one after the other. */
  record Concat(List<Expr> parts) implements Expr {}

  /** A chain such as {@code a < b <= c}. */
  record Compare(Expr first, List<Comparand> rest) implements Expr {}

  record Comparand(ComparisonOperator operator, Expr operand) {}

  /** {@code then if test else otherwise}. */
  record Conditional(Expr test, Expr then, @Nullable Expr otherwise) implements Expr {}

  /** {@code target.name}. */
  record Attribute(Expr target, String name) implements Expr {}

  /** {@code target[index]}. */
  record Item(Expr target, Expr index) implements Expr {}

  /** {@code target[start:stop:step]}. */
  record Slice(Expr target, @Nullable Expr start, @Nullable Expr stop, @Nullable Expr step)
      implements Expr {}

  record Call(Expr callee, CallArguments arguments) implements Expr {}

  record Filter(Expr target, FilterCall filter) implements Expr {}

  record Test(Expr target, String name, CallArguments arguments) implements Expr {}

  /** The name of a filter with its arguments, still without what it filters. */
  record FilterCall(String name, CallArguments arguments) {}

  /**
   * The arguments of a call; {@code spread} is what stands after {@code *}, or after {@code **}.
   */
  record CallArguments(
      List<Expr> positional,
      List<Keyword> named,
      @Nullable Expr spread,
      @Nullable Expr namedSpread) {
    static final CallArguments NONE = new CallArguments(List.of(), List.of(), null, null);
  }

  record Keyword(String name, Expr value) {}

  /** Operators on numbers, of which some also take text and lists. */
  enum ArithmeticOperator {
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/"),
    FLOOR_DIVIDE("//"),
    MODULO("%"),
    POWER("**");

    private final String sign;

    ArithmeticOperator(String sign) {
      this.sign = sign;
    }

    String sign() {
      return sign;
    }
  }

  /** Operators that give a bool. */
  enum ComparisonOperator {
    EQUAL("=="),
    UNEQUAL("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    IN("in"),
    NOT_IN("not in");

    private final String sign;

    ComparisonOperator(String sign) {
      this.sign = sign;
    }

    String sign() {
      return sign;
    }
  }
}
