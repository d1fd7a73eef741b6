package io.lethe.tokenizer.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Carries out statements. */
final class Executor {
  /** What follows a statement inside a loop. */
  private enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  private final Rendering rendering;
  private final Evaluator evaluator;

  Executor(Rendering rendering) {
    this.rendering = rendering;
    this.evaluator = new Evaluator(rendering);
  }

  /** What the statements print. */
  Text print(List<Statement> statements, Scope scope) {
    TextBuilder out = rendering.builder();
    run(statements, scope, out);
    return out.toText();
  }

  private Flow run(List<Statement> statements, Scope scope, TextBuilder out) {
    rendering.budget().enter();
    Flow flow = Flow.NEXT;
    for (Statement statement : statements) {
      flow = execute(statement, scope, out);
      if (flow != Flow.NEXT) {
        break;
      }
    }
    rendering.budget().leave();
    return flow;
  }

  private Flow execute(Statement statement, Scope scope, TextBuilder out) {
    rendering.budget().step();
    rendering.reach(statement.line());
    switch (statement) {
      case Statement.Emit emit -> out.append(emit.text());
      case Statement.Print print ->
          out.append(Printer.show(rendering, evaluator.evaluate(print.value(), scope)));
      case Statement.If condition -> {
        return condition(condition, scope, out);
      }
      case Statement.For loop -> loop(loop, scope, out);
      case Statement.Assign assign ->
          assign(assign.target(), evaluator.evaluate(assign.value(), scope), scope);
      case Statement.AssignBlock block ->
          assign(
              block.target(),
              filtered(block.filters(), print(block.body(), scope.inner()), scope),
              scope);
      case Statement.DefineMacro definition ->
          scope.set(definition.macro().name(), new MacroValue(definition.macro(), scope, this));
      case Statement.CallBlock block -> {
        Value caller = new MacroValue(block.caller(), scope, this);
        Value result = evaluator.call(block.call(), scope, Map.of("caller", caller));
        out.append(Printer.show(rendering, result));
      }
      case Statement.FilterBlock block ->
          out.append(
              Printer.show(
                  rendering, filtered(block.filters(), print(block.body(), scope.inner()), scope)));
      case Statement.With with -> {
        return with(with, scope, out);
      }
      case Statement.Generation generation -> {
        return run(generation.body(), scope.inner(), out);
      }
      case Statement.Break _ -> {
        return Flow.BREAK;
      }
      case Statement.Continue _ -> {
        return Flow.CONTINUE;
      }
    }
    return Flow.NEXT;
  }

  private Flow condition(Statement.If condition, Scope scope, TextBuilder out) {
    for (Statement.Branch branch : condition.branches()) {
      if (evaluator.isTrue(branch.test(), scope)) {
        return run(branch.body(), scope, out);
      }
    }
    return run(condition.otherwise(), scope, out);
  }

  private Flow with(Statement.With with, Scope scope, TextBuilder out) {
    Scope inner = scope.inner();
    for (int i = 0; i < with.targets().size(); i++) {
      assign(with.targets().get(i), evaluator.evaluate(with.values().get(i), scope), inner);
    }
    return run(with.body(), inner, out);
  }

  private Value filtered(List<Expr.FilterCall> filters, Text text, Scope scope) {
    Value value = text;
    for (Expr.FilterCall filter : filters) {
      value = evaluator.filter(value, filter, scope);
    }
    return value;
  }

  private void loop(Statement.For statement, Scope scope, TextBuilder out) {
    loop(statement, evaluator.evaluate(statement.over(), scope), 0, scope, out);
  }

  private void loop(Statement.For statement, Value over, int depth, Scope scope, TextBuilder out) {
    List<Value> items = items(statement, over, scope);
    if (items.isEmpty()) {
      run(statement.otherwise(), scope.inner(), out);
      return;
    }
    Loop loop = new Loop(items, depth, recursion(statement, depth, scope));
    for (int i = 0; i < items.size(); i++) {
      rendering.budget().step();
      Scope inner = scope.inner();
      assign(statement.target(), loop.moveTo(i), inner);
      inner.set("loop", new Value.LoopValue(loop));
      if (run(statement.body(), inner, out) == Flow.BREAK) {
        break;
      }
    }
  }

  private @Nullable Callable recursion(Statement.For statement, int depth, Scope scope) {
    return switch (statement.recursion()) {
      case NONE -> null;
      case RECURSIVE ->
          new Callable.Function(
              "loop",
              (_, arguments) -> {
                Value over = arguments.bind("loop", "iterable").require(0);
                rendering.budget().enter();
                TextBuilder inner = rendering.builder();
                loop(statement, over, depth + 1, scope, inner);
                rendering.budget().leave();
                return inner.toText();
              });
    };
  }

  private List<Value> items(Statement.For statement, Value over, Scope scope) {
    List<Value> items = Elements.list(rendering, over);
    Expr filter = statement.filter();
    if (filter == null) {
      return items;
    }
    List<Value> kept = new ArrayList<>();
    for (Value item : items) {
      Scope inner = scope.inner();
      assign(statement.target(), item, inner);
      if (evaluator.isTrue(filter, inner)) {
        kept.add(item);
      }
    }
    return kept;
  }

  private void assign(Statement.Target target, Value value, Scope scope) {
    switch (target) {
      case Statement.NameTarget name -> scope.set(name.name(), value);
      case Statement.AttributeTarget attribute -> {
        if (!(scope.get(attribute.namespace()) instanceof Value.NamespaceValue namespace)) {
          throw new Fault(
              "cannot assign attribute '"
                  + attribute.attribute()
                  + "' of '"
                  + attribute.namespace()
                  + "', which is no namespace");
        }
        namespace.attributes().put(attribute.attribute(), value);
      }
      case Statement.TupleTarget tuple -> {
        List<Value> values = Elements.list(rendering, value);
        if (values.size() != tuple.targets().size()) {
          throw new Fault(
              "cannot unpack " + values.size() + " values into " + tuple.targets().size());
        }
        Iterator<Value> each = values.iterator();
        tuple.targets().forEach(inner -> assign(inner, each.next(), scope));
      }
    }
  }

  Value defaultOf(Expr expression, Scope scope) {
    return evaluator.evaluate(expression, scope);
  }
}
