package io.lethe.tokenizer.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement of a template, as parsed; lines count from 1. */
sealed interface Statement {
  int line();

  /** Text as it stands. */
  record Emit(Text text, int line) implements Statement {}

  /** {@code {{ value }}}. */
  record Print(Expr value, int line) implements Statement {}

  record If(List<Branch> branches, List<Statement> otherwise, int line) implements Statement {}

  record Branch(Expr test, List<Statement> body) {}

  record For(
      Target target,
      Expr over,
      @Nullable Expr filter,
      Recursion recursion,
      List<Statement> body,
      List<Statement> otherwise,
      int line)
      implements Statement {}

  /** Whether the body of a for may call {@code loop(...)}. */
  enum Recursion {
    NONE,
    RECURSIVE
  }

  record Assign(Target target, Expr value, int line) implements Statement {}

  /** {@code {% set target | filters %}...{% endset %}}. */
  record AssignBlock(Target target, List<Expr.FilterCall> filters, List<Statement> body, int line)
      implements Statement {}

  record DefineMacro(Macro macro, int line) implements Statement {}

  /**
   * {@code {% call(parameters) call %}body{% endcall %}}: the body is what {@code caller()} gives.
   */
  record CallBlock(Expr.Call call, Macro caller, int line) implements Statement {}

  record FilterBlock(List<Expr.FilterCall> filters, List<Statement> body, int line)
      implements Statement {}

  record With(List<Target> targets, List<Expr> values, List<Statement> body, int line)
      implements Statement {}

  /** {@code {% generation %}}: marks what the model wrote; printed as it is. */
  record Generation(List<Statement> body, int line) implements Statement {}

  record Break(int line) implements Statement {}

  record Continue(int line) implements Statement {}

  /**
   * Name, parameters and body of a macro; {@code extras} are what it takes beyond its parameters.
   */
  record Macro(String name, List<Parameter> parameters, List<Extra> extras, List<Statement> body) {}

  record Parameter(String name, @Nullable Expr otherwise) {}

  /** What a macro takes beyond its parameters, because its body names it. */
  enum Extra {
    VARARGS,
    KWARGS
  }

  /** What a value can be assigned to. */
  sealed interface Target {}

  record NameTarget(String name) implements Target {}

  record AttributeTarget(String namespace, String attribute) implements Target {}

  record TupleTarget(List<Target> targets) implements Target {}
}
