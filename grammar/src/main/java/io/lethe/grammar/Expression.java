package io.lethe.grammar;

import java.util.HashSet;
import java.util.Set;

/**
 * A regular expression over code points and two marks, one before the text and one after it. Taking
 * a symbol off it gives what must follow.
 */
sealed interface Expression {
  /** Stands before the first character. */
  int BEGINNING = Character.MAX_CODE_POINT + 1;

  /** Stands after the last character. */
  int END = Character.MAX_CODE_POINT + 2;

  Expression NOTHING = new Nothing();
  Expression EMPTY = new Empty();

  /** Any number of characters and marks. */
  Expression ANYTHING =
      new Times(
          new Either(
              Set.of(new One(CodePoints.ALL), new Anchor(BEGINNING), new Anchor(END))),
          0,
          Term.ENDLESS);

  /** Matches nothing. */
  record Nothing() implements Expression {}

  /** Matches the empty text. */
  record Empty() implements Expression {}

  /** One character. */
  record One(CodePoints chars) implements Expression {}

  /** One of the marks. */
  record Anchor(int mark) implements Expression {}

  /** One after the other. */
  record Then(Expression first, Expression second) implements Expression {}

  /** Any of several. */
  record Either(Set<Expression> choices) implements Expression {}

  /** All of several. */
  record Both(Set<Expression> parts) implements Expression {}

  /** The same, min to max times. */
  record Times(Expression body, int min, int max) implements Expression {}

  static Expression then(Expression first, Expression second) {
    if (first.equals(NOTHING) || second.equals(NOTHING)) {
      return NOTHING;
    }
    if (first.equals(EMPTY)) {
      return second;
    }
    if (second.equals(EMPTY)) {
      return first;
    }
    return first instanceof Then(Expression a, Expression b)
        ? then(a, then(b, second))
        : new Then(first, second);
  }

  static Expression either(Expression a, Expression b) {
    Set<Expression> choices = new HashSet<>();
    for (Expression each : new Expression[] {a, b}) {
      if (each instanceof Either(Set<Expression> more)) {
        choices.addAll(more);
      } else if (!each.equals(NOTHING)) {
        choices.add(each);
      }
    }
    if (choices.contains(ANYTHING)) {
      return ANYTHING;
    }
    return switch (choices.size()) {
      case 0 -> NOTHING;
      case 1 -> choices.iterator().next();
      default -> new Either(Set.copyOf(choices));
    };
  }

  static Expression both(Expression a, Expression b) {
    Set<Expression> parts = new HashSet<>();
    for (Expression each : new Expression[] {a, b}) {
      if (each.equals(NOTHING)) {
        return NOTHING;
      }
      if (each instanceof Both(Set<Expression> more)) {
        parts.addAll(more);
      } else if (!each.equals(ANYTHING)) {
        parts.add(each);
      }
    }
    return switch (parts.size()) {
      case 0 -> ANYTHING;
      case 1 -> parts.iterator().next();
      default -> new Both(Set.copyOf(parts));
    };
  }

  static Expression times(Expression body, int min, int max) {
    if (max == 0 || body.equals(EMPTY)) {
      return EMPTY;
    }
    if (body.equals(NOTHING)) {
      return min == 0 ? EMPTY : NOTHING;
    }
    return min == 1 && max == 1 ? body : new Times(body, min, max);
  }

  /** Whether the empty text matches. */
  default boolean nullable() {
    return switch (this) {
      case Nothing _, One _, Anchor _ -> false;
      case Empty _ -> true;
      case Then(Expression first, Expression second) -> first.nullable() && second.nullable();
      case Either(Set<Expression> choices) -> choices.stream().anyMatch(Expression::nullable);
      case Both(Set<Expression> parts) -> parts.stream().allMatch(Expression::nullable);
      case Times(Expression body, int min, int _) -> min == 0 || body.nullable();
    };
  }

  /** What must follow after a character or a mark. */
  default Expression derive(int symbol) {
    return switch (this) {
      case Nothing _, Empty _ -> NOTHING;
      case One(CodePoints chars) -> chars.contains(symbol) ? EMPTY : NOTHING;
      case Anchor(int mark) -> mark == symbol ? EMPTY : NOTHING;
      case Then(Expression first, Expression second) -> {
        Expression on = then(first.derive(symbol), second);
        yield first.nullable() ? either(on, second.derive(symbol)) : on;
      }
      case Either(Set<Expression> choices) -> {
        Expression all = NOTHING;
        for (Expression choice : choices) {
          all = either(all, choice.derive(symbol));
        }
        yield all;
      }
      case Both(Set<Expression> parts) -> {
        Expression all = ANYTHING;
        for (Expression part : parts) {
          all = both(all, part.derive(symbol));
        }
        yield all;
      }
      case Times(Expression body, int min, int max) ->
          then(
              body.derive(symbol),
              times(body, Math.max(0, min - 1), max == Term.ENDLESS ? max : max - 1));
    };
  }

  /** The number of expressions this is made of. */
  default int size() {
    return switch (this) {
      case Nothing _, Empty _, One _, Anchor _ -> 1;
      case Then(Expression first, Expression second) -> first.size() + second.size() + 1;
      case Either(Set<Expression> choices) ->
          choices.stream().mapToInt(Expression::size).sum() + 1;
      case Both(Set<Expression> parts) -> parts.stream().mapToInt(Expression::size).sum() + 1;
      case Times(Expression body, int _, int _) -> body.size() + 1;
    };
  }

  /** Whether a text, which is put between its marks, matches. */
  default boolean matches(String text) {
    Expression left = derive(BEGINNING);
    for (int c : text.codePoints().toArray()) {
      left = left.derive(c);
    }
    return left.derive(END).nullable();
  }

  /** Collects the sets of characters that occur. */
  default void collect(Set<CodePoints> sets) {
    switch (this) {
      case Nothing _, Empty _, Anchor _ -> {}
      case One(CodePoints chars) -> sets.add(chars);
      case Then(Expression first, Expression second) -> {
        first.collect(sets);
        second.collect(sets);
      }
      case Either(Set<Expression> choices) -> choices.forEach(choice -> choice.collect(sets));
      case Both(Set<Expression> parts) -> parts.forEach(part -> part.collect(sets));
      case Times(Expression body, int _, int _) -> body.collect(sets);
    }
  }
}
