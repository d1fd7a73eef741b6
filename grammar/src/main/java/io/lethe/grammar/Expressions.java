package io.lethe.grammar;

import java.util.HashSet;
import java.util.Set;

/** Makes regular expressions in a simple form, so that equal ones are found to be equal. */
final class Expressions {
  static final Expression NOTHING = new Expression.Nothing();
  static final Expression EMPTY = new Expression.Empty();

  /** Any number of characters and marks. */
  static final Expression ANYTHING =
      new Expression.Times(
          new Expression.Either(
              Set.of(
                  new Expression.One(CodePoints.ALL),
                  new Expression.Anchor(Expression.BEGINNING),
                  new Expression.Anchor(Expression.END))),
          0,
          Term.ENDLESS);

  private Expressions() {}

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
    return first instanceof Expression.Then(Expression a, Expression b)
        ? then(a, then(b, second))
        : new Expression.Then(first, second);
  }

  static Expression either(Expression a, Expression b) {
    Set<Expression> choices = new HashSet<>();
    for (Expression each : new Expression[] {a, b}) {
      if (each instanceof Expression.Either(Set<Expression> more)) {
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
      default -> new Expression.Either(Set.copyOf(choices));
    };
  }

  static Expression both(Expression a, Expression b) {
    Set<Expression> parts = new HashSet<>();
    for (Expression each : new Expression[] {a, b}) {
      if (each.equals(NOTHING)) {
        return NOTHING;
      }
      if (each instanceof Expression.Both(Set<Expression> more)) {
        parts.addAll(more);
      } else if (!each.equals(ANYTHING)) {
        parts.add(each);
      }
    }
    return switch (parts.size()) {
      case 0 -> ANYTHING;
      case 1 -> parts.iterator().next();
      default -> new Expression.Both(Set.copyOf(parts));
    };
  }

  static Expression times(Expression body, int min, int max) {
    if (max == 0 || body.equals(EMPTY)) {
      return EMPTY;
    }
    if (body.equals(NOTHING)) {
      return min == 0 ? EMPTY : NOTHING;
    }
    return min == 1 && max == 1 ? body : new Expression.Times(body, min, max);
  }
}
