package io.lethe.tokenizer.template;

import io.lethe.tokenizer.template.Expr.ComparisonOperator;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/** Python's comparisons; each one is paid for. */
final class Comparison {
  private final Budget budget;

  Comparison(Budget budget) {
    this.budget = budget;
  }

  boolean holds(Value left, ComparisonOperator operator, Value right) {
    return switch (operator) {
      case EQUAL -> equal(left, right);
      case UNEQUAL -> !equal(left, right);
      case IN -> contains(right, left);
      case NOT_IN -> !contains(right, left);
      case LESS -> !isNan(left, right) && order(left, operator, right) < 0;
      case LESS_OR_EQUAL -> !isNan(left, right) && order(left, operator, right) <= 0;
      case GREATER -> !isNan(left, right) && order(left, operator, right) > 0;
      case GREATER_OR_EQUAL -> !isNan(left, right) && order(left, operator, right) >= 0;
    };
  }

  /** An order for sorting; values that cannot be compared are refused. */
  Comparator<Value> comparator() {
    return (left, right) -> order(left, ComparisonOperator.LESS, right);
  }

  @SuppressWarnings("ReferenceEquality") // what Python compares by identity is compared so here
  boolean equal(Value left, Value right) {
    budget.step();
    if (Numbers.is(left) && Numbers.is(right)) {
      return !isNan(left, right) && Numbers.compare(left, right) == 0;
    }
    return switch (left) {
      case Text text -> right instanceof Text other && equalText(text, other);
      case Value.ListValue list ->
          right instanceof Value.ListValue other && equalItems(list.items(), other.items());
      case Value.TupleValue tuple ->
          right instanceof Value.TupleValue other && equalItems(tuple.items(), other.items());
      case Value.RangeValue range ->
          right instanceof Value.RangeValue other && equalItems(range.items(), other.items());
      case DictValue dict -> right instanceof DictValue other && equalEntries(dict, other);
      case Value.Undefined _ -> right instanceof Value.Undefined;
      case Value.None _ -> right instanceof Value.None;
      case Value.Bool _,
          Value.Int _,
          Value.Real _,
          Value.ViewValue _,
          Value.Generator _,
          Value.NamespaceValue _,
          Value.LoopValue _,
          Callable _ ->
          left == right;
    };
  }

  private boolean equalText(Text left, Text right) {
    if (left.length() != right.length()) {
      return false;
    }
    budget.characters(left.length());
    return left.equals(right);
  }

  private boolean equalItems(List<Value> left, List<Value> right) {
    if (left.size() != right.size()) {
      return false;
    }
    Iterator<Value> others = right.iterator();
    for (Value item : left) {
      if (!equal(item, others.next())) {
        return false;
      }
    }
    return true;
  }

  private boolean equalEntries(DictValue left, DictValue right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (DictValue.Entry entry : left.entries()) {
      Value other = right.get(entry.key());
      if (other == null || !equal(entry.value(), other)) {
        return false;
      }
    }
    return true;
  }

  private boolean contains(Value container, Value part) {
    return switch (container) {
      case Text text -> {
        if (!(part instanceof Text needle)) {
          throw new Fault(
              "'in <string>' wants a str on the left, found "
                  + (part instanceof Value.Undefined undefined
                      ? undefined.why()
                      : Types.name(part)));
        }
        budget.search(text, needle);
        yield text.string().contains(needle.string());
      }
      case DictValue dict -> dict.get(part) != null;
      case Value.Undefined _ -> false;
      case Value.Iterated iterable -> {
        for (Iterator<Value> items = iterable.iterator(); items.hasNext(); ) {
          if (equal(items.next(), part)) {
            yield true;
          }
        }
        yield false;
      }
      case Value.None _,
          Value.Bool _,
          Value.Int _,
          Value.Real _,
          Value.NamespaceValue _,
          Value.LoopValue _,
          Callable _ ->
          throw new Fault("nothing can be 'in' a " + Types.name(container));
    };
  }

  private int order(Value left, ComparisonOperator operator, Value right) {
    budget.step();
    if (Numbers.is(left) && Numbers.is(right)) {
      return Numbers.compare(left, right);
    }
    if (left instanceof Text a && right instanceof Text b) {
      budget.characters(Math.min(a.length(), b.length()));
      return compareCodePoints(a.string(), b.string());
    }
    if (left instanceof Value.ListValue a && right instanceof Value.ListValue b) {
      return orderItems(a.items(), operator, b.items());
    }
    if (left instanceof Value.TupleValue a && right instanceof Value.TupleValue b) {
      return orderItems(a.items(), operator, b.items());
    }
    for (Value side : List.of(left, right)) {
      if (side instanceof Value.Undefined undefined) {
        throw new Fault(undefined.why());
      }
    }
    throw new Fault(
        "'"
            + operator.sign()
            + "' does not compare "
            + Types.name(left)
            + " with "
            + Types.name(right));
  }

  private int orderItems(List<Value> left, ComparisonOperator operator, List<Value> right) {
    Iterator<Value> others = right.iterator();
    for (Value item : left) {
      if (!others.hasNext()) {
        return 1;
      }
      Value other = others.next();
      if (!equal(item, other)) {
        return order(item, operator, other);
      }
    }
    return others.hasNext() ? -1 : 0;
  }

  /** UTF-16 order differs from that of code points once surrogates are about. */
  private static int compareCodePoints(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean pairA = Character.isSurrogate(a);
        return pairA == Character.isSurrogate(b) ? Character.compare(a, b) : pairA ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  private static boolean isNan(Value left, Value right) {
    return Numbers.isNan(left) || Numbers.isNan(right);
  }
}
