package io.lethe.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.engine.Cancellation;
import io.lethe.engine.GenerationListener;
import io.lethe.engine.GenerationRequest;
import io.lethe.engine.GenerationRequest.EndOfGeneration;
import io.lethe.engine.TokenSession;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The token an answer ends with, whose column nobody needs to go on speaking. */
class LastTokenTest {
  private static final int SLOTS = 32;

  @TempDir private Path home = Path.of("");

  private static Answer say(Session session, String text, int tokens, GenerationListener listener) {
    GenerationRequest request =
        GenerationRequest.greedy(tokens).withEndOfGeneration(EndOfGeneration.GOES_ON);
    return session.say(List.of(Piece.user(text)), request, listener, new Cancellation());
  }

  private static long pending(Session session) {
    return session.tokens().nextPosition() - session.tokens().sequence().nextPosition();
  }

  @Test
  void hasItsColumnWhenTheAnswerIsThere() {
    try (House house = House.open(home, House.tiny("qwen2"));
        Session session = house.plain("s")) {
      Answer answer = say(session, "Hello", 5, GenerationListener.SILENT);
      assertThat(pending(session)).isZero();
      assertThat(answer.columnsAfter()).isEqualTo(session.length());
    }
  }

  /** As in traces of a time when it never had its column before the next turn. */
  @Test
  void whoseColumnFindsNoRoomIsComputedLaterAndReplaysAllTheSame() {
    String digest;
    try (House house = House.open(home, House.tiny("qwen2").withColumns(SLOTS * 12))) {
      try (Session session = house.plain("s");
          TokenSession hog = house.engine().newSession()) {
        say(session, "Hello", 1, GenerationListener.SILENT);
        int columns = session.columns();
        int read = say(session, "Fill", 1, GenerationListener.SILENT).columnsAfter() - columns - 1;
        int answer = SLOTS + 1 - (session.columns() + read) % SLOTS;
        house.sessions().flush(); // what is being stored gives room back at a time of its own
        say(session, "Fill", answer, new Hogging(hog, answer));
        assertThat(pending(session)).isEqualTo(1);
        digest = session.digest();
      }
      Replay.Report report =
          house.sessions().replay("s", Replay.Deletions.AS_RECORDED, OptionalInt.empty());
      assertThat(report.divergence()).isEmpty();
      assertThat(report.statesCompared()).isEqualTo(1);
      try (Session session = house.sessions().open("s")) {
        assertThat(session.origin()).isInstanceOf(CacheOrigin.Restored.class);
        assertThat(session.digest()).isEqualTo(digest);
        assertThat(pending(session)).isEqualTo(1);
        session.forget(List.of(0), "read", "user");
        say(session, "And now?", 3, GenerationListener.SILENT);
        assertThat(pending(session)).isZero();
        digest = session.digest();
      }
      report = house.sessions().replay("s", Replay.Deletions.AS_RECORDED, OptionalInt.empty());
      assertThat(report.divergence()).isEmpty();
      assertThat(report.digest()).isEqualTo(digest);
    }
  }

  /** Takes all room that is left while the last of some tokens is written. */
  private static final class Hogging implements GenerationListener {
    private final TokenSession hog;
    private final int last;
    private int written;

    Hogging(TokenSession hog, int last) {
      this.hog = hog;
      this.last = last;
    }

    @Override
    public void text(String piece) {}

    @Override
    public void token(int id) {
      written++;
      if (written == last) {
        hog.append(new int[(int) hog.engine().freeColumns()]);
      }
    }
  }
}
