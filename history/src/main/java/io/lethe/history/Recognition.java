package io.lethe.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the session that a history continues. Safe for many threads. */
final class Recognition {
  private final Archive archive;
  private final Items cutting;
  private final String fingerprint;

  /**
   * @param fingerprint of the model that answers
   */
  Recognition(Archive archive, Items cutting, String fingerprint) {
    this.archive = archive;
    this.cutting = cutting;
    this.fingerprint = fingerprint;
  }

  /** What was found. */
  sealed interface Found {
    /** A session that is to be continued, or of which a beginning is. */
    record Fitting(Fit fit) implements Found {}

    /**
     * None.
     *
     * @param cause why, if the client could expect one
     */
    record Nothing(Optional<Missed> cause) implements Found {}
  }

  /**
   * @param told what the model is told of tools: see {@link Known#told}
   * @throws HistoryException.NoSession if the request names a session that is not the owner's
   * @throws HistoryException.Contradiction if it names one that it does not fit
   */
  Found find(Request request, String told) {
    List<Item.Sent> sent = cutting.sent(request.asked());
    if (request.wishes().session().isPresent()) {
      return new Found.Fitting(named(request.wishes().session().get(), request, sent, told));
    }
    List<Fit> fits = new ArrayList<>();
    Optional<Missed> why = Optional.empty();
    int common = 0;
    for (Known known : archive.like(request.owner(), sent)) {
      Comparison comparison = new Comparison(known, sent);
      Optional<Fit> fit = comparison.fit(request.asked());
      Optional<Missed> obstacle = obstacle(known, told, comparison);
      if (fit.isPresent() && obstacle.isEmpty()) {
        fits.add(fit.get());
      } else if (obstacle.isPresent() && comparison.common() > common) {
        why = obstacle;
        common = comparison.common();
      }
    }
    Optional<Fit> best =
        fits.stream()
            .min(
                Comparator.comparingInt(Fit::unread)
                    .thenComparing(fit -> !fit.continues())
                    .thenComparingInt(fit -> fit.cuts().size()));
    if (best.isPresent()) {
      return new Found.Fitting(best.get());
    }
    return new Found.Nothing(why);
  }

  private Optional<Missed> obstacle(Known known, String told, Comparison comparison) {
    if (!known.view().fingerprint().equals(fingerprint)) {
      return Optional.of(
          new Missed(
              Miss.Cause.MODEL_CHANGED,
              "session %s was held with another model".formatted(known.name()),
              Optional.of(known)));
    }
    if (!known.told().equals(told)) {
      return Optional.of(
          new Missed(
              Miss.Cause.TOOLS_CHANGED,
              "session %s knows other tools".formatted(known.name()),
              Optional.of(known)));
    }
    return comparison.systemDiffers()
        ? Optional.of(
            new Missed(
                Miss.Cause.SYSTEM_CHANGED,
                "session %s: %s".formatted(known.name(), comparison.difference()),
                Optional.of(known)))
        : Optional.empty();
  }

  private Fit named(String name, Request request, List<Item.Sent> sent, String told) {
    if (!archive.has(request.owner(), name)) {
      throw new HistoryException.NoSession(name);
    }
    Known known = archive.known(name).orElseThrow(() -> new HistoryException.NoSession(name));
    Comparison comparison = new Comparison(known, sent);
    Optional<Fit> fit = comparison.fit(request.asked());
    Optional<Missed> obstacle = obstacle(known, told, comparison);
    if (fit.isPresent() && fit.get().continues() && obstacle.isEmpty()) {
      return fit.get();
    }
    throw new HistoryException.Contradiction(
        "the messages do not continue session %s: %s; send what it has read and written (GET /v1/sessions/%s/parts), or no session"
            .formatted(
                name, obstacle.map(Missed::explanation).orElseGet(comparison::difference), name));
  }
}
