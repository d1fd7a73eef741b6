package io.lethe.tokenizer.template;

import io.lethe.tokenizer.template.Expr.CallArguments;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Gives expressions their values. */
final class Evaluator {
  private final Rendering rendering;
  private final Comparison comparison;

  Evaluator(Rendering rendering) {
    this.rendering = rendering;
    this.comparison = new Comparison(rendering.budget());
  }

  Value evaluate(Expr expression, Scope scope) {
    rendering.budget().step();
    rendering.budget().enter();
    Value value =
        switch (expression) {
          case Expr.Constant constant -> constant.value();
          case Expr.Name name -> name(name.name(), scope);
          case Expr.ListOf list -> Value.ListValue.of(all(list.items(), scope));
          case Expr.TupleOf tuple -> Value.TupleValue.of(all(tuple.items(), scope));
          case Expr.DictOf dict -> dict(dict, scope);
          case Expr.Not not -> Value.Bool.of(!isTrue(not.operand(), scope));
          case Expr.Negative negative -> sign(negative.operand(), scope, Numbers::negate);
          case Expr.Positive positive -> sign(positive.operand(), scope, Numbers::positive);
          case Expr.And and -> {
            Value left = evaluate(and.left(), scope);
            yield Truth.of(left) ? evaluate(and.right(), scope) : left;
          }
          case Expr.Or or -> {
            Value left = evaluate(or.left(), scope);
            yield Truth.of(left) ? left : evaluate(or.right(), scope);
          }
          case Expr.Arithmetic a ->
              Operators.apply(
                  rendering, evaluate(a.left(), scope), a.operator(), evaluate(a.right(), scope));
          case Expr.Concat concat -> concat(concat, scope);
          case Expr.Compare compare -> compare(compare, scope);
          case Expr.Conditional conditional -> conditional(conditional, scope);
          case Expr.Attribute attribute ->
              Attributes.attribute(evaluate(attribute.target(), scope), attribute.name());
          case Expr.Item item ->
              Attributes.item(evaluate(item.target(), scope), evaluate(item.index(), scope));
          case Expr.Slice slice ->
              Elements.slice(
                  rendering,
                  evaluate(slice.target(), scope),
                  optional(slice.start(), scope),
                  optional(slice.stop(), scope),
                  optional(slice.step(), scope));
          case Expr.Call call -> call(call, scope, Map.of());
          case Expr.Filter filter ->
              filter(evaluate(filter.target(), scope), filter.filter(), scope);
          case Expr.Test test ->
              Value.Bool.of(
                  Tests.holds(
                      rendering,
                      test.name(),
                      evaluate(test.target(), scope),
                      arguments(test.arguments(), scope, Map.of())));
        };
    rendering.budget().leave();
    return value;
  }

  boolean isTrue(Expr expression, Scope scope) {
    return Truth.of(evaluate(expression, scope));
  }

  Value filter(Value target, Expr.FilterCall filter, Scope scope) {
    return Filters.apply(
        rendering, filter.name(), target, arguments(filter.arguments(), scope, Map.of()));
  }

  /** Calls with more named arguments than the template wrote. */
  Value call(Expr.Call call, Scope scope, Map<String, Value> more) {
    Value callee = evaluate(call.callee(), scope);
    Arguments arguments = arguments(call.arguments(), scope, more);
    return switch (callee) {
      case Callable callable -> callable.call(rendering, arguments);
      case Value.LoopValue loop -> loop.loop().call(rendering, arguments);
      case Value.Undefined undefined -> throw new Fault(undefined.why());
      default -> throw new Fault("'" + Types.name(callee) + "' object is not callable");
    };
  }

  private static Value name(String name, Scope scope) {
    Value value = scope.get(name);
    if (value == null) {
      value = Globals.get(name);
    }
    return value != null ? value : new Value.Undefined("'" + name + "' is undefined");
  }

  private List<Value> all(List<Expr> expressions, Scope scope) {
    List<Value> values = new ArrayList<>(expressions.size());
    for (Expr expression : expressions) {
      values.add(evaluate(expression, scope));
    }
    return values;
  }

  private Value dict(Expr.DictOf dict, Scope scope) {
    List<DictValue.Entry> entries = new ArrayList<>();
    for (Expr.Pair pair : dict.pairs()) {
      entries.add(new DictValue.Entry(evaluate(pair.key(), scope), evaluate(pair.value(), scope)));
    }
    return DictValue.of(entries);
  }

  private Value sign(Expr operand, Scope scope, UnaryOperator<Value> change) {
    Value value = evaluate(operand, scope);
    if (value instanceof Value.Undefined undefined) {
      throw new Fault(undefined.why());
    }
    return change.apply(value);
  }

  private Value concat(Expr.Concat concat, Scope scope) {
    List<Value> parts = all(concat.parts(), scope);
    TextBuilder out = rendering.builder();
    for (Value part : parts) {
      out.append(Printer.show(rendering, part));
    }
    return out.toText();
  }

  private Value compare(Expr.Compare compare, Scope scope) {
    Value left = evaluate(compare.first(), scope);
    for (Expr.Comparand next : compare.rest()) {
      Value right = evaluate(next.operand(), scope);
      if (!comparison.holds(left, next.operator(), right)) {
        return Value.Bool.FALSE;
      }
      left = right;
    }
    return Value.Bool.TRUE;
  }

  private Value conditional(Expr.Conditional conditional, Scope scope) {
    if (isTrue(conditional.test(), scope)) {
      return evaluate(conditional.then(), scope);
    }
    Expr otherwise = conditional.otherwise();
    return otherwise != null
        ? evaluate(otherwise, scope)
        : new Value.Undefined("the inline if was false and has no else");
  }

  private @Nullable Value optional(@Nullable Expr expression, Scope scope) {
    return expression == null ? null : evaluate(expression, scope);
  }

  private Arguments arguments(CallArguments call, Scope scope, Map<String, Value> more) {
    List<Value> positional = all(call.positional(), scope);
    Map<String, Value> named = new LinkedHashMap<>();
    for (Expr.Keyword keyword : call.named()) {
      if (named.put(keyword.name(), evaluate(keyword.value(), scope)) != null) {
        throw new Fault("the argument '" + keyword.name() + "' is given twice");
      }
    }
    if (call.spread() != null) {
      Iterator<Value> items = Elements.iterate(rendering, evaluate(call.spread(), scope));
      items.forEachRemaining(positional::add);
      rendering.budget().steps(positional.size());
    }
    if (call.namedSpread() != null) {
      spread(evaluate(call.namedSpread(), scope), named);
    }
    named.putAll(more);
    return new Arguments(positional, named);
  }

  private static void spread(Value value, Map<String, Value> named) {
    if (!(value instanceof DictValue dict)) {
      throw new Fault("wanted a dict after '**', found " + Types.name(value));
    }
    for (DictValue.Entry entry : dict.entries()) {
      if (!(entry.key() instanceof Text name)) {
        throw new Fault("keywords must be strings, found " + Types.name(entry.key()));
      }
      if (named.put(name.string(), entry.value()) != null) {
        throw new Fault("the argument '" + name + "' is given twice");
      }
    }
  }
}
