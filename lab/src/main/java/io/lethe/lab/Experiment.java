package io.lethe.lab;

import java.util.List;

/** A claim and how it is measured. Has no state: what it observes lies in results. */
public interface Experiment {
  /** Its name on a command line, in lower case with hyphens. */
  String name();

  /** What is claimed, in a sentence. */
  String claim();

  /** What is expected, stated before anything is measured. */
  List<Prediction> predictions();

  /**
   * What is measured, piece by piece, always the same for the same rig; each conversation if it
   * does not say.
   */
  default List<Item> items(Rig rig) {
    return rig.perConversation();
  }

  /** What it is measured on. */
  enum Material {
    /** Conversations with marked parts and probes. */
    CONVERSATIONS,
    /** A session that somebody had with another program. */
    RECORDING
  }

  /** What it is measured on; conversations if it does not say. */
  default Material material() {
    return Material.CONVERSATIONS;
  }

  /**
   * All that it is measured on, as text: what was observed on something else is never mixed in. The
   * conversations if it does not say.
   */
  default String measuredOn(Rig rig) {
    return rig.conversations().toString();
  }

  /** Measures one of the items. */
  List<Observation> measure(Item item, Rig rig);

  /** What observations come to, however many there are yet. */
  Findings conclude(List<Observation> observations);
}
