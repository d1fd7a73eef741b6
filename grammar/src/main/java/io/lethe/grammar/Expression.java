package io.lethe.grammar;

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
      case Nothing _, Empty _ -> Expressions.NOTHING;
      case One(CodePoints chars) ->
          chars.contains(symbol) ? Expressions.EMPTY : Expressions.NOTHING;
      case Anchor(int mark) -> mark == symbol ? Expressions.EMPTY : Expressions.NOTHING;
      case Then(Expression first, Expression second) -> {
        Expression on = Expressions.then(first.derive(symbol), second);
        yield first.nullable() ? Expressions.either(on, second.derive(symbol)) : on;
      }
      case Either(Set<Expression> choices) -> {
        Expression all = Expressions.NOTHING;
        for (Expression choice : choices) {
          all = Expressions.either(all, choice.derive(symbol));
        }
        yield all;
      }
      case Both(Set<Expression> parts) -> {
        Expression all = Expressions.ANYTHING;
        for (Expression part : parts) {
          all = Expressions.both(all, part.derive(symbol));
        }
        yield all;
      }
      case Times(Expression body, int min, int max) ->
          Expressions.then(
              body.derive(symbol),
              Expressions.times(body, Math.max(0, min - 1), max == Term.ENDLESS ? max : max - 1));
    };
  }

  /** The number of expressions this is made of. */
  default int size() {
    return switch (this) {
      case Nothing _, Empty _, One _, Anchor _ -> 1;
      case Then(Expression first, Expression second) -> first.size() + second.size() + 1;
      case Either(Set<Expression> choices) -> choices.stream().mapToInt(Expression::size).sum() + 1;
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
