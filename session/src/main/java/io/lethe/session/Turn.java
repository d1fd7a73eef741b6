package io.lethe.session;

import io.lethe.engine.Generation;
import io.lethe.engine.GenerationRequest;
import io.lethe.trace.TokenIds;
import io.lethe.trace.TraceEvent;
import io.lethe.trace.TracedPart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A turn as it goes into the trace: what was read, and what was answered.
 *
 * @param part the id of the first new part
 * @param first the position of the first new token
 * @param begun what the answer begins with
 * @param recalled ids of the parts that the first pieces repeat
 */
record Turn(
    int number,
    int part,
    long first,
    Rendering.Delta delta,
    List<Piece> pieces,
    Begun begun,
    List<Integer> recalled) {
  Turn {
    pieces = List.copyOf(pieces);
    recalled = List.copyOf(recalled);
  }

  /** What was read. */
  TraceEvent appended() {
    List<TracedPart> parts = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      TokenText.Run run = delta.runs().get(i);
      parts.add(
          new TracedPart(
              part + i,
              piece.role(),
              piece.kind(),
              piece.name(),
              piece.text(),
              run.start(),
              run.end()));
    }
    return new TraceEvent.Appended(number, parts, first, TokenIds.of(delta.tokens()));
  }

  TraceEvent[] events(GenerationRequest request, Generation generation) {
    List<TraceEvent> events = new ArrayList<>();
    events.add(appended());
    events.add(
        new TraceEvent.Generated(
            number,
            part + pieces.size(),
            first + delta.tokens().length,
            TokenIds.of(
                IntStream.concat(
                        Arrays.stream(begun.tokens()),
                        generation.tokens().stream().mapToInt(i -> i))
                    .toArray()),
            begun.text() + generation.text(),
            Samplings.written(request, generation.shortening(), begun.tokens().length),
            Optional.of(request.maxTokens()),
            request.stopStrings(),
            generation.finish().name().toLowerCase(Locale.ROOT)));
    for (int i = 0; i < recalled.size(); i++) {
      events.add(new TraceEvent.Recalled(part + i, recalled.get(i)));
    }
    return events.toArray(TraceEvent[]::new);
  }
}
