package io.lethe.grammar;

import java.util.Set;

/**
 * A regular expression over code points and two marks, one before the text and one after it. Those
 * of one {@link Expressions} that look alike are one object.
 */
sealed interface Expression {
  /** Stands before the first character. */
  int BEGINNING = Character.MAX_CODE_POINT + 1;

  /** Stands after the last character. */
  int END = Character.MAX_CODE_POINT + 2;

  /** Whether the empty text matches. */
  boolean nullable();

  /** Matches nothing. */
  final class Nothing implements Expression {
    @Override
    public boolean nullable() {
      return false;
    }
  }

  /** Matches the empty text. */
  final class Empty implements Expression {
    @Override
    public boolean nullable() {
      return true;
    }
  }

  /** One character. */
  final class One implements Expression {
    private final CodePoints chars;

    One(CodePoints chars) {
      this.chars = chars;
    }

    CodePoints chars() {
      return chars;
    }

    @Override
    public boolean nullable() {
      return false;
    }
  }

  /** One of the marks. */
  final class Anchor implements Expression {
    private final int mark;

    Anchor(int mark) {
      this.mark = mark;
    }

    int mark() {
      return mark;
    }

    @Override
    public boolean nullable() {
      return false;
    }
  }

  /** One after the other. */
  final class Then implements Expression {
    private final Expression first;
    private final Expression second;
    private final boolean nullable;

    Then(Expression first, Expression second) {
      this.first = first;
      this.second = second;
      this.nullable = first.nullable() && second.nullable();
    }

    Expression first() {
      return first;
    }

    Expression second() {
      return second;
    }

    @Override
    public boolean nullable() {
      return nullable;
    }
  }

  /** Any of several. */
  final class Either implements Expression {
    private final Set<Expression> choices;
    private final boolean nullable;

    Either(Set<Expression> choices) {
      this.choices = choices;
      this.nullable = choices.stream().anyMatch(Expression::nullable);
    }

    Set<Expression> choices() {
      return choices;
    }

    @Override
    public boolean nullable() {
      return nullable;
    }
  }

  /** All of several. */
  final class Both implements Expression {
    private final Set<Expression> parts;
    private final boolean nullable;

    Both(Set<Expression> parts) {
      this.parts = parts;
      this.nullable = parts.stream().allMatch(Expression::nullable);
    }

    Set<Expression> parts() {
      return parts;
    }

    @Override
    public boolean nullable() {
      return nullable;
    }
  }

  /** The same, min to max times. */
  final class Times implements Expression {
    private final Expression body;
    private final int min;
    private final int max;

    Times(Expression body, int min, int max) {
      this.body = body;
      this.min = min;
      this.max = max;
    }

    Expression body() {
      return body;
    }

    int min() {
      return min;
    }

    int max() {
      return max;
    }

    @Override
    public boolean nullable() {
      return min == 0 || body.nullable();
    }
  }
}
