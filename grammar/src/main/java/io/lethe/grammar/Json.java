package io.lethe.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Terms of JSON: compact, with a space after a comma or a colon where the model likes one. */
final class Json {
  /** How deep a value may nest of which a schema says nothing. */
  private static final int DEEPEST = 20;

  private static final int MOST_DIGITS = 18;

  private final Terms terms;
  private final Lazy.Reference[] values = new Lazy.Reference[DEEPEST + 1];

  Json(Terms terms) {
    this.terms = terms;
    for (int depth = 0; depth <= DEEPEST; depth++) {
      values[depth] = terms.reference();
      List<Term> choices = new ArrayList<>(List.of(string(), number(), bool(), nothing()));
      if (depth > 0) {
        choices.add(
            object(new Members.Shape(List.of(), member(values[depth - 1]), 0, Term.ENDLESS)));
        choices.add(array(new Items.Shape(List.of(), values[depth - 1], 0, Term.ENDLESS)));
      }
      values[depth].define(terms.alt(choices));
    }
  }

  /** Any value. */
  Term any() {
    return values[DEEPEST];
  }

  /** Any object. */
  Term anyObject() {
    return object(new Members.Shape(List.of(), member(any()), 0, Term.ENDLESS));
  }

  private Term member(Term value) {
    return terms.seq(
        terms.literal("\""),
        terms.quoted(0, Term.ENDLESS, Quoted.Escapes.ALLOWED),
        terms.literal(":"),
        terms.maybeSpace(),
        value);
  }

  Term string() {
    return string(0, Term.ENDLESS);
  }

  /** A string of some number of code points. */
  Term string(int min, int max) {
    return min > max
        ? terms.never()
        : terms.seq(terms.literal("\""), terms.quoted(min, max, Quoted.Escapes.ALLOWED));
  }

  /** A string that is a pattern's. */
  Term string(PatternAutomaton automaton) {
    return terms.seq(terms.literal("\""), terms.patterned(automaton, 0));
  }

  /** A number that fits into a double. */
  Term number() {
    Term digit = terms.bytes(ByteSet.DIGITS);
    Term fraction = terms.seq(terms.literal("."), terms.repeat(digit, 1, MOST_DIGITS));
    Term exponent =
        terms.seq(
            terms.bytes(ByteSet.of("eE")),
            maybe(terms.bytes(ByteSet.of("+-"))),
            terms.repeat(digit, 1, 2));
    return terms.seq(integer(), maybe(fraction), maybe(exponent));
  }

  /** A whole number that fits into 64 bits. */
  Term integer() {
    Term digit = terms.bytes(ByteSet.DIGITS);
    Term positive =
        terms.seq(terms.bytes(ByteSet.range('1', '9')), terms.repeat(digit, 0, MOST_DIGITS - 1));
    return terms.seq(maybe(terms.literal("-")), terms.alt(List.of(terms.literal("0"), positive)));
  }

  Term bool() {
    return terms.alt(List.of(terms.literal("true"), terms.literal("false")));
  }

  Term nothing() {
    return terms.literal("null");
  }

  Term object(Members.Shape shape) {
    return terms.seq(terms.literal("{"), terms.members(shape, 0, 0));
  }

  Term array(Items.Shape shape) {
    return terms.seq(terms.literal("["), terms.items(shape, 0));
  }

  /** A key with its colon. */
  Term key(String name) {
    return terms.seq(terms.literal(quoted(name) + ":"), terms.maybeSpace());
  }

  /** A key that is none of some, its colon and a value. */
  Term otherMember(List<String> names, Term value) {
    Term key =
        terms.notAmong(
            terms.quoted(0, Term.ENDLESS, Quoted.Escapes.NONE),
            names.stream().map(name -> quoted(name).substring(1)).toList());
    return terms.seq(terms.literal("\""), key, terms.literal(":"), terms.maybeSpace(), value);
  }

  /** A given value. */
  Term constant(JsonNode value) {
    if (value.isObject()) {
      List<Members.Property> properties = new ArrayList<>();
      for (Map.Entry<String, JsonNode> entry : value.properties()) {
        properties.add(
            new Members.Property(
                key(entry.getKey()), constant(entry.getValue()), Members.Presence.REQUIRED));
      }
      return object(new Members.Shape(properties, null, 0, Term.ENDLESS));
    }
    if (value.isArray()) {
      List<Term> items = new ArrayList<>();
      value.forEach(item -> items.add(constant(item)));
      return array(new Items.Shape(items, null, items.size(), items.size()));
    }
    return terms.literal(utf8(value.toString()));
  }

  /** A given string. */
  Term text(String text) {
    return terms.literal(quoted(text));
  }

  /** A term or nothing. */
  Term maybe(Term term) {
    return terms.alt(List.of(terms.empty(), term));
  }

  /** A text as JSON in UTF-8, a char for each byte. */
  private static String quoted(String text) {
    return utf8(StringNode.valueOf(text).toString());
  }

  /** The bytes of a text in UTF-8, a char for each. */
  static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
