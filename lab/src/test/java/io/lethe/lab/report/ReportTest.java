package io.lethe.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.lab.Experiment;
import io.lethe.lab.Figures;
import io.lethe.lab.Findings;
import io.lethe.lab.Header;
import io.lethe.lab.Interval;
import io.lethe.lab.Item;
import io.lethe.lab.Observation;
import io.lethe.lab.Plot;
import io.lethe.lab.Prediction;
import io.lethe.lab.Results;
import io.lethe.lab.Rig;
import io.lethe.lab.Sign;
import io.lethe.lab.claims.Claims;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ReportTest {
  private static final Header HEADER =
      new Header(Map.of("experiment", "made", "model", "m<1>", "size", "smoke", "seed", "1"));

  /** What is measured is what was observed; no model is asked. */
  private static final class Made implements Experiment {
    @Override
    public String name() {
      return "made";
    }

    @Override
    public String claim() {
      return "one is more than zero";
    }

    @Override
    public List<Prediction> predictions() {
      return List.of(Prediction.finding("one", new Sign.Positive()));
    }

    @Override
    public List<Item> items(Rig rig) {
      return List.of();
    }

    @Override
    public List<Observation> measure(Item item, Rig rig) {
      return List.of();
    }

    @Override
    public Findings conclude(List<Observation> observations) {
      return new Findings(
          List.of(predictions().getFirst().judge(new Interval(1, 0.5, 1.5, 4))),
          List.of(Figures.of("a table", "column").row("cell")),
          List.of(plot(Plot.Shape.DOTS)),
          List.of());
    }
  }

  private static Plot plot(Plot.Shape shape) {
    return new Plot("a plot", "x", "y", shape, List.of())
        .with(
            new Plot.Series(
                "one",
                List.of(
                    new Plot.Point("A", 1, new Interval(0.2, 0.1, 0.4, 4)),
                    new Plot.Point("B", 2, new Interval(0.5, Double.NaN, Double.NaN, 1)),
                    new Plot.Point("C", 3, Interval.NOTHING))))
        .with(new Plot.Series("two", List.of(new Plot.Point("D", 0, Interval.exactly(0, 1)))));
  }

  private static String page(String answer) {
    Results results =
        new Results(
            HEADER, Map.of("i", List.of(Observation.of("probe", "g").with("answer", answer))));
    return Report.of(List.of(new Report.Section(new Made(), results)));
  }

  @Test
  void thePageSaysWhatWasStatedBeforehandBesideWhatCameOut() {
    assertThat(page("yes"))
        .contains("one is more than zero", "above 0", "1 [0.500, 1.500]", "held", "smoke size");
  }

  @Test
  void whatAModelWroteIsNoMarkup() {
    assertThat(page("<script>alert(1)</script>"))
        .doesNotContain("<script>")
        .contains("&lt;script&gt;", "m&lt;1&gt;");
  }

  @Test
  void thePageNeedsNothingElse() {
    assertThat(page("yes")).doesNotContain("http:", "https:", "url(", "@import", "src=");
  }

  @ParameterizedTest
  @EnumSource(Plot.Shape.class)
  void aPlotIsWellFormedAndLiesInsideItsFrame(Plot.Shape shape) throws Exception {
    String svg = Drawing.of(plot(shape));
    assertThat(
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getElementsByTagName("circle")
                .getLength())
        .isEqualTo(3 + 2); // three known points, two in the legend
    assertThat(svg).doesNotContain("NaN", "Infinity");
  }

  @Test
  void aPlotStandsByItselfWithItsColours() throws Exception {
    Results results = new Results(HEADER, Map.of());
    Map<String, String> plots = Report.plots(new Report.Section(new Made(), results));
    assertThat(plots).containsOnlyKeys("made-m-1--1.svg");
    Element root =
        DocumentBuilderFactory.newNSInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(plots.get("made-m-1--1.svg"))))
            .getDocumentElement();
    assertThat(root.getNamespaceURI()).isEqualTo("http://www.w3.org/2000/svg");
    assertThat(root.getElementsByTagName("style").item(0).getTextContent())
        .contains("--paper", "prefers-color-scheme", ".c0");
  }

  @Test
  void longNamesOfNeighboursStandInRowsOfTheirOwn() {
    List<Plot.Point> points = new ArrayList<>();
    for (String name : List.of("irrelevant-log-lines", "attention mass", "a", "b", "c", "d")) {
      points.add(new Plot.Point(name, points.size(), new Interval(1, 1, 1, 4)));
    }
    String svg = Drawing.of(Plot.dots("choosers", "recall").with(new Plot.Series("one", points)));
    List<String> heights =
        Pattern.compile("y=\"([0-9.]+)\">(irrelevant-log-lines|attention mass|a)<")
            .matcher(svg)
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(heights).hasSize(3);
    assertThat(heights.get(0)).isNotEqualTo(heights.get(1));
  }

  @Test
  void anAxisHasRoundTicksThatHoldAllValues() {
    Axis axis = Axis.around(List.of(0.13, 0.92), 0, 100, Axis.Scale.EVEN);
    assertThat(axis.ticks()).first().isEqualTo(0.0);
    assertThat(axis.ticks().getLast()).isGreaterThanOrEqualTo(0.92);
    assertThat(axis.place(0.92)).isLessThanOrEqualTo(100);
    assertThat(Axis.around(List.of(3.0, 3.0), 0, 100, Axis.Scale.EVEN).place(3)).isFinite();
    assertThat(Axis.around(List.of(1.0, 1e6), 0, 60, Axis.Scale.POWERS).ticks()).hasSize(7);
  }

  @Test
  void everyExperimentConcludesFromNothingThatNothingWasMeasured() {
    for (Experiment each : Claims.all()) {
      assertThat(each.conclude(List.of()).verdicts())
          .as(each.name())
          .hasSameSizeAs(each.predictions())
          .allMatch(verdict -> verdict.outcome() == io.lethe.lab.Outcome.NOT_MEASURED);
    }
  }
}
