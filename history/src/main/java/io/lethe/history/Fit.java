package io.lethe.history;

import io.lethe.policy.Choice;
import java.util.List;
import java.util.Optional;

/**
 * How a session fits what was sent.
 *
 * @param turns how many of its turns are kept; fewer than it has where the client goes on from an
 *     earlier one
 * @param cuts what the client left out of those
 * @param again texts that came into what was read before, to be read now
 * @param tail the first message that has to be read
 * @param places which item of the session each item of the messages before {@code tail} is
 * @param unread characters to be read
 * @param difference why turns are not kept, if they are not
 */
record Fit(
    Known known,
    int turns,
    List<Choice> cuts,
    List<String> again,
    int tail,
    List<Place> places,
    int unread,
    Optional<String> difference) {
  /** An item of the session, and where it stands in the request. */
  record Place(Item.Read read, Item.Sent sent) {}

  Fit {
    cuts = List.copyOf(cuts);
    again = List.copyOf(again);
    places = List.copyOf(places);
  }

  /** Whether the session goes on where it is. */
  boolean continues() {
    return turns == known.turn();
  }
}
