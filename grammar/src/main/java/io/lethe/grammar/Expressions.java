package io.lethe.grammar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Makes regular expressions, each once and in a simple form, and takes symbols off them. One
 * thread.
 */
final class Expressions {
  /** What all patterns of a grammar may take: about a second. */
  private static final int MOST_WORK = 1 << 20;

  private record ThenKey(Expression first, Expression second) {}

  private record EitherKey(Set<Expression> choices) {}

  private record BothKey(Set<Expression> parts) {}

  private record TimesKey(Expression body, int min, int max) {}

  private record DerivativeKey(Expression of, int symbol) {}

  private final Map<Object, Expression> known = new HashMap<>();
  private final Expression nothing = new Expression.Nothing();
  private final Expression empty = new Expression.Empty();
  private final Expression beginning = new Expression.Anchor(Expression.BEGINNING);
  private final Expression end = new Expression.Anchor(Expression.END);
  private final Expression anything;
  private int work;

  Expressions() {
    Expression symbol = either(List.of(one(CodePoints.ALL), beginning, end));
    anything = times(symbol, 0, Term.ENDLESS);
  }

  Expression empty() {
    return empty;
  }

  Expression beginning() {
    return beginning;
  }

  Expression end() {
    return end;
  }

  /** Any number of characters and marks. */
  Expression anything() {
    return anything;
  }

  private Expression once(Object key, Supplier<Expression> maker) {
    Expression expression = known.get(key);
    if (expression == null) {
      expression = maker.get();
      known.put(key, expression);
    }
    return expression;
  }

  private void spend(int steps) {
    work += steps;
    if (work > MOST_WORK) {
      throw new GrammarException(
          "found patterns that take too long to prepare, wanted simpler ones");
    }
  }

  Expression one(CodePoints chars) {
    return chars.isEmpty() ? nothing : once(chars, () -> new Expression.One(chars));
  }

  Expression then(Expression first, Expression second) {
    if (first == nothing || second == nothing) {
      return nothing;
    }
    if (first == empty) {
      return second;
    }
    if (second == empty) {
      return first;
    }
    if (first instanceof Expression.Then nested) {
      return then(nested.first(), then(nested.second(), second));
    }
    return once(new ThenKey(first, second), () -> new Expression.Then(first, second));
  }

  Expression either(List<Expression> expressions) {
    Set<Expression> choices = new HashSet<>();
    for (Expression each : expressions) {
      if (each instanceof Expression.Either nested) {
        choices.addAll(nested.choices());
      } else if (each != nothing) {
        choices.add(each);
      }
    }
    spend(choices.size());
    if (choices.contains(anything)) {
      return anything;
    }
    if (choices.size() <= 1) {
      return choices.isEmpty() ? nothing : choices.iterator().next();
    }
    return once(new EitherKey(choices), () -> new Expression.Either(choices));
  }

  Expression both(List<Expression> expressions) {
    Set<Expression> parts = new HashSet<>();
    for (Expression each : expressions) {
      if (each instanceof Expression.Both nested) {
        parts.addAll(nested.parts());
      } else if (each != anything) {
        parts.add(each);
      }
    }
    spend(parts.size());
    if (parts.contains(nothing)) {
      return nothing;
    }
    if (parts.size() <= 1) {
      return parts.isEmpty() ? anything : parts.iterator().next();
    }
    return once(new BothKey(parts), () -> new Expression.Both(parts));
  }

  Expression times(Expression body, int min, int max) {
    if (max == 0 || body == empty) {
      return empty;
    }
    if (body == nothing) {
      return min == 0 ? empty : nothing;
    }
    if (min == 1 && max == 1) {
      return body;
    }
    return once(new TimesKey(body, min, max), () -> new Expression.Times(body, min, max));
  }

  /** What must follow after a character or a mark. */
  Expression derive(Expression expression, int symbol) {
    DerivativeKey key = new DerivativeKey(expression, symbol);
    Expression derivative = known.get(key);
    if (derivative == null) {
      spend(1);
      derivative = derivative(expression, symbol);
      known.put(key, derivative);
    }
    return derivative;
  }

  private Expression derivative(Expression expression, int symbol) {
    return switch (expression) {
      case Expression.Nothing _, Expression.Empty _ -> nothing;
      case Expression.One one -> one.chars().contains(symbol) ? empty : nothing;
      case Expression.Anchor anchor -> anchor.mark() == symbol ? empty : nothing;
      case Expression.Then then -> {
        Expression on = then(derive(then.first(), symbol), then.second());
        yield then.first().nullable() ? either(List.of(on, derive(then.second(), symbol))) : on;
      }
      case Expression.Either either -> either(derivatives(either.choices(), symbol));
      case Expression.Both both -> both(derivatives(both.parts(), symbol));
      case Expression.Times times -> {
        int max = times.max();
        yield then(
            derive(times.body(), symbol),
            times(times.body(), Math.max(0, times.min() - 1), max == Term.ENDLESS ? max : max - 1));
      }
    };
  }

  private List<Expression> derivatives(Set<Expression> expressions, int symbol) {
    List<Expression> derivatives = new ArrayList<>();
    for (Expression each : expressions) {
      derivatives.add(derive(each, symbol));
    }
    return derivatives;
  }

  /** Whether a text, which is put between its marks, matches. */
  boolean matches(Expression expression, String text) {
    Expression left = derive(expression, Expression.BEGINNING);
    for (int c : text.codePoints().toArray()) {
      left = derive(left, c);
    }
    return derive(left, Expression.END).nullable();
  }

  /** The sets of characters that occur. */
  Set<CodePoints> sets(Expression expression) {
    Set<CodePoints> sets = new HashSet<>();
    collect(expression, sets, new HashSet<>());
    return sets;
  }

  private static void collect(Expression expression, Set<CodePoints> sets, Set<Expression> seen) {
    if (!seen.add(expression)) {
      return;
    }
    switch (expression) {
      case Expression.Nothing _, Expression.Empty _, Expression.Anchor _ -> {}
      case Expression.One one -> sets.add(one.chars());
      case Expression.Then then -> {
        collect(then.first(), sets, seen);
        collect(then.second(), sets, seen);
      }
      case Expression.Either either ->
          either.choices().forEach(choice -> collect(choice, sets, seen));
      case Expression.Both both -> both.parts().forEach(part -> collect(part, sets, seen));
      case Expression.Times times -> collect(times.body(), sets, seen);
    }
  }
}
