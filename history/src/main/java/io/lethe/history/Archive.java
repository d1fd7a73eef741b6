package io.lethe.history;

import io.lethe.session.Session;
import io.lethe.session.SessionView;
import io.lethe.session.Sessions;
import io.lethe.trace.SessionListing;
import io.lethe.trace.TraceException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What sessions have said, those of the disk included, owner by owner. Those that may fit are kept
 * in memory; of the others only keys are known. Safe for many threads.
 */
final class Archive {
  /** Sessions whose texts stay in memory. */
  private static final int REMEMBERED = 256;

  private final Sessions sessions;
  private final Items cutting;
  private final Map<String, Index> indexes = new HashMap<>(); // by owner
  private final Map<String, String> owners = new HashMap<>(); // by session
  private final Map<String, Gist> gists = new HashMap<>(); // by session
  private final Map<String, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > REMEMBERED;
        }
      };
  private boolean loaded;

  Archive(Sessions sessions, Items cutting) {
    this.sessions = sessions;
    this.cutting = cutting;
  }

  private void load() {
    if (loaded) {
      return;
    }
    loaded = true;
    for (SessionListing listing : sessions.list().reversed()) {
      if (listing instanceof SessionListing.Sound sound) {
        load(sound);
      }
    }
  }

  private void load(SessionListing.Sound sound) {
    Optional<SaidFile> said = SaidFile.read(sessions.folder(sound.name()), sound.turns());
    if (said.isPresent()) {
      gists.put(sound.name(), said.get().gist());
      index(sound.name(), said.get().owner(), said.get().keys());
      return;
    }
    try {
      remember(sessions.view(sound.name()));
    } catch (TraceException _) {
      // The listing of sessions says what is wrong with it.
    }
  }

  private void index(String name, String owner, Set<Long> said) {
    owners.put(name, owner);
    indexes.computeIfAbsent(owner, _ -> new Index()).add(name, said);
  }

  private void remember(SessionView view) {
    String owner = view.options().owner().orElse(Owner.LOCAL.id());
    @Nullable Known before = known.get(view.name());
    Known now = before == null ? Known.of(view, cutting) : before.later(view, cutting);
    known.put(view.name(), now);
    Set<Long> said = Index.keys(now.items());
    Gist gist = Gist.of(view);
    gists.put(view.name(), gist);
    index(view.name(), owner, said);
    new SaidFile(owner, view.turn(), gist, said).write(sessions.folder(view.name()));
  }

  /** Takes into account what a session has said by now; who calls it has the session. */
  synchronized void note(Session session) {
    load();
    remember(session.view());
  }

  /** Knows nothing of a session any more. */
  synchronized void forget(String name) {
    load();
    known.remove(name);
    gists.remove(name);
    @Nullable String owner = owners.remove(name);
    if (owner != null) {
      indexes.getOrDefault(owner, new Index()).remove(name);
    }
  }

  /** Reads a session's trace again when somebody asks for it. */
  synchronized void refresh(String name) {
    known.remove(name);
  }

  /** Whether a session is the owner's. */
  synchronized boolean has(Owner owner, String name) {
    load();
    return owner.id().equals(owners.get(name));
  }

  /** What was said in a session, if its trace can be read. */
  synchronized Optional<Gist> gist(String name) {
    load();
    return Optional.ofNullable(gists.get(name));
  }

  /** The owner's sessions. */
  synchronized List<String> names(Owner owner) {
    load();
    return owners.entrySet().stream()
        .filter(entry -> entry.getValue().equals(owner.id()))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** The owner's sessions that share most with a history. */
  synchronized List<Known> like(Owner owner, List<Item.Sent> history) {
    load();
    return indexes.getOrDefault(owner.id(), new Index()).like(history).stream()
        .flatMap(name -> known(name).stream())
        .toList();
  }

  /** What a session has said, unless its trace is gone. */
  synchronized Optional<Known> known(String name) {
    load();
    @Nullable Known here = known.get(name);
    if (here != null) {
      return Optional.of(here);
    }
    try {
      Known read = Known.of(sessions.view(name), cutting);
      known.put(name, read);
      return Optional.of(read);
    } catch (TraceException _) {
      return Optional.empty();
    }
  }
}
