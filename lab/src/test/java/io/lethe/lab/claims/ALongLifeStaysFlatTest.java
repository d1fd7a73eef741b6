package io.lethe.lab.claims;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.engine.Cancellation;
import io.lethe.engine.GenerationRequest;
import io.lethe.lab.Item;
import io.lethe.lab.Observation;
import io.lethe.lab.Recorded;
import io.lethe.lab.Rig;
import io.lethe.lab.TinyRig;
import io.lethe.session.Piece;
import io.lethe.session.Session;
import io.lethe.session.Sessions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ALongLifeStaysFlatTest {
  private static final ALongLifeStaysFlat EXPERIMENT = new ALongLifeStaysFlat();
  private static final Item FIRST = new Item("stretch-0", 1);
  private static final Item SECOND = new Item("stretch-1", 1);

  @TempDir private Path folder = Path.of("");

  /** Every measurement is by an engine of its own, as in a process of its own. */
  private List<Map<String, Object>> measure(Item item, String work) {
    Rig rig = TinyRig.open(4096, Recorded.shipped(), folder.resolve(work));
    try {
      return EXPERIMENT.measure(item, rig).stream().map(ALongLifeStaysFlatTest::untimed).toList();
    } finally {
      rig.engine().close();
    }
  }

  /** Where columns come from is told as well, and may differ. */
  private static Map<String, Object> untimed(Observation observation) {
    Map<String, Object> values = new HashMap<>(observation.values());
    values.keySet().removeIf(name -> name.endsWith("_seconds") || name.equals("from"));
    return values;
  }

  @Test
  void aStretchThatWasKilledBeginsAnewFromTheOneBefore() {
    measure(FIRST, "whole");
    List<Map<String, Object>> whole = measure(SECOND, "whole");
    measure(FIRST, "killed");
    leaveHalfAStretch("killed", "life-0", "life-1");
    assertThat(measure(SECOND, "killed")).isEqualTo(whole);
  }

  @Test
  void aFirstStretchThatWasKilledBeginsAnew() {
    List<Map<String, Object>> whole = measure(FIRST, "whole");
    measure(FIRST, "killed");
    leaveHalfAStretch("killed", "life-birth", "life-0");
    assertThat(measure(FIRST, "killed")).isEqualTo(whole);
  }

  @Test
  void aStretchWhoseFolderIsGoneLivesAgainWhatCameBefore() {
    measure(FIRST, "whole");
    List<Map<String, Object>> whole = measure(SECOND, "whole");
    assertThat(measure(SECOND, "gone")).isEqualTo(whole);
  }

  @Test
  void aStretchThatWasMeasuredComesOutTheSameAgain() {
    measure(FIRST, "whole");
    assertThat(measure(SECOND, "whole")).isEqualTo(measure(SECOND, "whole"));
  }

  /** What a process leaves that ends after the first of a stretch's turns. */
  private void leaveHalfAStretch(String work, String from, String name) {
    Rig rig = TinyRig.open(4096, Recorded.shipped(), folder.resolve(work));
    try (Sessions sessions =
        new Sessions(
            rig.engine(),
            rig.model(),
            rig.work().resolve("long-life"),
            Sessions.DEFAULT_BUDGET_BYTES,
            Clock.systemUTC())) {
      if (sessions.contains(name)) {
        sessions.remove(name);
      }
      try (Session before = sessions.open(from);
          Session session = before.fork(name)) {
        session.say(
            List.of(Piece.user("Half a turn?")),
            GenerationRequest.greedy(4),
            _ -> {},
            new Cancellation());
      }
    } finally {
      rig.engine().close();
    }
  }
}
