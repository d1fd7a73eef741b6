package io.lethe.lab.claims;

import io.lethe.lab.Conversation;
import io.lethe.lab.Conversation.Part;
import io.lethe.lab.Conversation.Turn;
import io.lethe.lab.Probe;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Made conversations in which a fact is used and then corrected; what said the old one can go. */
final class Correction {
  private static final List<String> CITIES =
      List.of(
          "Bergen", "Cork", "Delft", "Graz", "Leipzig", "Lyon", "Malaga", "Odense", "Porto",
          "Tartu", "Turin", "Utrecht");
  private static final List<String> HOTELS =
      List.of(
          "Aurora", "Belvedere", "Central", "Harbour", "Linden", "Meridian", "Orchard", "Summit");

  private Correction() {}

  static Conversation drawn(String id, SplittableRandom lots) {
    String oldCity = one(CITIES, lots, "");
    String newCity = one(CITIES, lots, oldCity);
    String oldHotel = one(HOTELS, lots, "");
    String newHotel = one(HOTELS, lots, oldHotel);
    int people = lots.nextInt(12, 60);
    return new Conversation(
        id,
        "A fact that is used, then corrected",
        "You are a planning assistant. Answer briefly and only from the conversation.",
        List.of(
            user(
                Part.deletable(
                    "s1",
                    "stale",
                    "The meeting is in %s, in the hotel %s.".formatted(oldCity, oldHotel)),
                Part.kept("\nThere will be %d people.".formatted(people))),
            assistant(
                Part.deletable("s2", "stale", "Noted: %s, hotel %s.".formatted(oldCity, oldHotel)),
                Part.kept("\n%d people.".formatted(people))),
            user(Part.kept("Is the place a good choice for a winter meeting?")),
            assistant(Part.kept("Yes, it is easy to reach and the hotel has large rooms.")),
            user(
                Part.kept(
                    "Change of plan: the meeting is now in %s, in the hotel %s."
                        .formatted(newCity, newHotel))),
            assistant(Part.kept("Updated."))),
        Set.of("s1", "s2"),
        Map.of("s1", "", "s2", ""),
        List.of(
            probe(id + "-city", "In which city is the meeting?", newCity, oldCity),
            probe(id + "-hotel", "In which hotel is the meeting?", newHotel, oldHotel)));
  }

  private static Turn user(Part... parts) {
    return new Turn("user", List.of(parts));
  }

  private static Turn assistant(Part... parts) {
    return new Turn("assistant", List.of(parts));
  }

  private static Probe probe(String id, String question, String now, String before) {
    return new Probe(
        id, Probe.Type.KEPT, question, List.of(now), List.of(before), Optional.of("s1"));
  }

  private static String one(List<String> words, SplittableRandom lots, String other) {
    String word = words.get(lots.nextInt(words.size()));
    return word.equals(other) ? one(words, lots, other) : word;
  }
}
