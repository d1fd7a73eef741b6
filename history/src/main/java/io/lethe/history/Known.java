package io.lethe.history;

import io.lethe.policy.Choice;
import io.lethe.session.SessionPart;
import io.lethe.session.SessionView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A session as it can be compared with what clients send. Immutable, safe for many threads. */
final class Known {
  private final SessionView view;
  private final List<Item.Read> items;
  private final Map<Integer, List<Item.Read>> byPart;

  private Known(SessionView view, Items cutting, Map<Integer, List<Item.Read>> before) {
    this.view = view;
    Map<Integer, List<Item.Read>> now = new HashMap<>();
    List<Item.Read> all = new ArrayList<>();
    for (SessionPart part : view.parts()) {
      @Nullable List<Item.Read> cut = before.get(part.id());
      List<Item.Read> own = cut == null ? cutting.read(part) : cut;
      now.put(part.id(), own);
      all.addAll(own);
    }
    this.byPart = now;
    this.items = List.copyOf(all);
  }

  static Known of(SessionView view, Items cutting) {
    return new Known(view, cutting, Map.of());
  }

  /** The same session some turns later. */
  Known later(SessionView now, Items cutting) {
    return new Known(now, cutting, byPart);
  }

  SessionView view() {
    return view;
  }

  String name() {
    return view.name();
  }

  /** The turn that comes next. */
  int turn() {
    return view.turn();
  }

  /** All items, in the order in which they were read and written. */
  List<Item.Read> items() {
    return items;
  }

  /** What the model is told of tools, by the template and by us. */
  String told() {
    StringBuilder told = new StringBuilder(view.options().tools());
    view.parts().stream()
        .filter(part -> part.name().filter(Pieces.TOOLS::equals).isPresent())
        .forEach(part -> told.append('\n').append(part.text().strip()));
    return told.toString();
  }

  /** Whether nothing is left of an item. */
  boolean isGone(Item.Read item) {
    return view.isGone(choice(item, "asked", "history"));
  }

  /** How many tokens of an item were deleted. */
  int gone(Item.Read item) {
    return view.gone(choice(item, "asked", "history"));
  }

  /** An item as something to be deleted: the whole part where it is all of that. */
  Choice choice(Item.Read item, String reason, String by) {
    boolean alone = byPart.getOrDefault(item.part(), List.of()).size() == 1;
    return new Choice(item.part(), alone ? List.of() : List.of(item.range()), reason, by);
  }
}
