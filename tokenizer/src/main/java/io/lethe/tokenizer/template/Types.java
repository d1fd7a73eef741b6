package io.lethe.tokenizer.template;

/** Names of types as Python says them, for messages. */
final class Types {
  private Types() {}

  static String name(Value value) {
    return switch (value) {
      case Text _ -> "str";
      case DictValue _ -> "dict";
      case Value.Undefined _ -> "Undefined";
      case Value.None _ -> "NoneType";
      case Value.Bool _ -> "bool";
      case Value.Int _ -> "int";
      case Value.Real _ -> "float";
      case Value.ListValue _ -> "list";
      case Value.TupleValue _ -> "tuple";
      case Value.RangeValue _ -> "range";
      case Value.ViewValue view -> view.type();
      case Value.Generator _ -> "generator";
      case Value.NamespaceValue _ -> "Namespace";
      case Value.LoopValue _ -> "LoopContext";
      case Callable callable -> callable.typeName();
    };
  }
}
