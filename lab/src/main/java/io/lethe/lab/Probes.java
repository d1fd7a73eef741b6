package io.lethe.lab;

import java.util.List;
import java.util.function.Predicate;

/** Observations of questions, by arm and type. */
public final class Probes {
  private Probes() {}

  public static Predicate<Observation> arm(Arm arm) {
    return each -> each.is("arm", arm.letter());
  }

  /** Under something that has a name of its own. */
  public static Predicate<Observation> arm(String label) {
    return each -> each.is("arm", label);
  }

  public static Predicate<Observation> type(Probe.Type type) {
    return each -> each.is("type", type.word());
  }

  /** Those of questions that are answered right when nothing was deleted. */
  public static Predicate<Observation> answerable() {
    return each -> each.isTrue("right_in_a");
  }

  /** The observations of questions. */
  public static List<Observation> of(List<Observation> observations) {
    return observations.stream().filter(each -> each.kind().equals("probe")).toList();
  }

  /** The observations of costs. */
  public static List<Observation> costs(List<Observation> observations) {
    return observations.stream().filter(each -> each.kind().equals("cost")).toList();
  }

  /** Recall under an arm: the share of answerable questions that are answered right. */
  public static Interval recall(List<Observation> observations, Arm arm, Probe.Type type) {
    return Bootstrap.mean(observations, arm(arm).and(type(type)).and(answerable()), "right");
  }

  /** Recall under an arm less that under another. */
  public static Interval recallGain(
      List<Observation> observations, Arm more, Arm less, Probe.Type type) {
    Predicate<Observation> counted = type(type).and(answerable());
    return Bootstrap.difference(
        observations, arm(more).and(counted), arm(less).and(counted), "right");
  }

  /** How much further one arm is from nothing deleted than another, over questions of a type. */
  public static Interval damageGap(
      List<Observation> observations, Arm more, Arm less, Probe.Type type) {
    return Bootstrap.difference(
        observations, arm(more).and(type(type)), arm(less).and(type(type)), "damage");
  }
}
