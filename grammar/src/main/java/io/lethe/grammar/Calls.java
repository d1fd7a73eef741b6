package io.lethe.grammar;

import io.lethe.grammar.GrammarSource.Choice;
import io.lethe.grammar.GrammarSource.Parallel;
import java.util.ArrayList;
import java.util.List;

/** Tool calls as a term. */
final class Calls {
  private final Terms terms;
  private final Json json;
  private final GrammarSource.ToolCalls source;

  Calls(Terms terms, Json json, GrammarSource.ToolCalls source) {
    this.terms = terms;
    this.json = json;
    this.source = source;
  }

  Term compile() {
    return source.choice() == Choice.REQUIRED ? required() : free();
  }

  private Term required() {
    Term first = terms.seq(opening(), afterOpening(), spaced(source.syntax().closing()));
    boolean several =
        source.parallel() == Parallel.ALLOWED && source.syntax().separator().isEmpty();
    if (!several || source.syntax().opening().isBlank()) {
      return first;
    }
    Term more = terms.seq(json.maybe(terms.literal("\n")), first);
    return terms.seq(first, terms.repeat(more, 0, Term.ENDLESS));
  }

  private Term free() {
    String opening = source.syntax().opening().strip();
    Term call = terms.seq(afterOpening(), spaced(source.syntax().closing()));
    if (opening.isEmpty()) {
      ByteSet others = ByteSet.range(0, '{' - 1).or(ByteSet.range('{' + 1, 0xFF));
      Term text = terms.seq(terms.bytes(others), without(needle("\u00FF"))); // no byte of UTF-8
      return terms.alt(List.of(terms.empty(), call, text));
    }
    Search.Needle needle = needle(Json.utf8(opening));
    Lazy.Reference called = terms.reference();
    List<Term> after = new ArrayList<>(List.of(without(needle)));
    if (source.parallel() == Parallel.ALLOWED) {
      after.add(called);
    }
    called.define(
        terms.seq(
            terms.search(needle, 0, Search.Kind.UNTIL),
            spaceAfter(source.syntax().opening()),
            call,
            terms.alt(after)));
    return terms.alt(List.of(without(needle), called));
  }

  private Search.Needle needle(String bytes) {
    return new Search.Needle(bytes, terms.trie().fewest(bytes));
  }

  private Term without(Search.Needle needle) {
    return terms.search(needle, 0, Search.Kind.WITHOUT);
  }

  private Term opening() {
    String opening = source.syntax().opening();
    return terms.seq(terms.literal(Json.utf8(opening.strip())), spaceAfter(opening));
  }

  /** The space at the end of a text, or none. */
  private Term spaceAfter(String text) {
    return json.maybe(terms.literal(Json.utf8(text.substring(text.stripTrailing().length()))));
  }

  /** A text, with or without the space that it begins with. */
  private Term spaced(String text) {
    String bare = text.stripLeading();
    return terms.seq(
        json.maybe(terms.literal(Json.utf8(text.substring(0, text.length() - bare.length())))),
        terms.literal(Json.utf8(bare)));
  }

  private Term afterOpening() {
    List<Term> tools = new ArrayList<>();
    for (ToolSchema tool : source.tools()) {
      tools.add(call(tool));
    }
    Term call = terms.alt(tools);
    if (source.parallel() == Parallel.ONE || source.syntax().separator().isEmpty()) {
      return call;
    }
    Term separator = separated(source.syntax().separator().get());
    return terms.seq(call, terms.repeat(terms.seq(separator, call), 0, Term.ENDLESS));
  }

  private Term separated(String separator) {
    return terms.seq(terms.literal(Json.utf8(separator.stripTrailing())), spaceAfter(separator));
  }

  private Term call(ToolSchema tool) {
    Term arguments;
    try {
      arguments = new SchemaCompiler(terms, json, tool.parameters()).compileObject();
    } catch (GrammarException e) {
      throw new GrammarException("tool " + tool.name() + ": " + e.getMessage());
    }
    Members.Property name =
        new Members.Property(
            json.key(source.syntax().nameKey()), json.text(tool.name()), Members.Presence.REQUIRED);
    Members.Property given =
        new Members.Property(
            json.key(source.syntax().argumentsKey()), arguments, Members.Presence.REQUIRED);
    return json.object(new Members.Shape(List.of(name, given), null, 0, Term.ENDLESS));
  }
}
