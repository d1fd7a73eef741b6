package io.lethe.lab.report;

import io.lethe.lab.Experiment;
import io.lethe.lab.Figures;
import io.lethe.lab.Findings;
import io.lethe.lab.Header;
import io.lethe.lab.Observation;
import io.lethe.lab.Plot;
import io.lethe.lab.Prediction;
import io.lethe.lab.Results;
import io.lethe.lab.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Results as a page: what was expected beside what came out, tables, plots, and every text that a
 * model wrote. The same results give the same page.
 */
public final class Report {
  /** Results of an experiment with a model. */
  public record Section(Experiment experiment, Results results) {
    Findings findings() {
      return experiment.conclude(results.observations());
    }

    String anchor() {
      return experiment.name() + "-" + results.header().text("model").replaceAll("\\W", "-");
    }
  }

  /** The plots of a section as pictures that need nothing else, by the names of their files. */
  public static Map<String, String> plots(Section section) {
    Map<String, String> plots = new LinkedHashMap<>();
    for (Plot plot : section.findings().plots()) {
      plots.put("%s-%d.svg".formatted(section.anchor(), plots.size() + 1), Drawing.standing(plot));
    }
    return plots;
  }

  private final StringBuilder page = new StringBuilder();

  private Report() {}

  /** The page, in the order of the sections. */
  public static String of(List<Section> sections) {
    return new Report().write(sections);
  }

  private String write(List<Section> sections) {
    page.append(
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Lethe: what forgetting does</title>
        <style>
        """);
    page.append(Style.PLOT.text()).append(Style.PAGE.text());
    page.append("</style>\n</head>\n<body>\n<h1>What forgetting does</h1>\n");
    if (sections.stream().anyMatch(each -> each.results().header().text("size").equals("smoke"))) {
      page.append(
          "<p class=\"warning\">Some of this was measured at smoke size: it shows that everything"
              + " works, and its figures say nothing.</p>\n");
    }
    contents(sections);
    sections.forEach(this::section);
    return page.append("</body>\n</html>\n").toString();
  }

  private void contents(List<Section> sections) {
    page.append("<nav><ol>\n");
    for (Section each : sections) {
      Findings findings = each.findings();
      page.append(
          "<li><a href=\"#%s\">%s</a>, %s: %s</li>\n"
              .formatted(
                  each.anchor(),
                  Html.escaped(each.experiment().name()),
                  Html.escaped(each.results().header().text("model")),
                  tally(findings)));
    }
    page.append("</ol></nav>\n");
  }

  private static String tally(Findings findings) {
    StringBuilder tally = new StringBuilder();
    for (io.lethe.lab.Outcome outcome : io.lethe.lab.Outcome.values()) {
      long count = findings.verdicts().stream().filter(each -> each.outcome() == outcome).count();
      if (count > 0) {
        tally.append(tally.isEmpty() ? "" : ", ").append(count).append(' ').append(outcome.words());
      }
    }
    return tally.toString();
  }

  private void section(Section section) {
    Findings findings = section.findings();
    Header header = section.results().header();
    page.append("<section id=\"").append(section.anchor()).append("\">\n");
    page.append(
        "<h2>%s <small>%s</small></h2>\n<p class=\"claim\">%s</p>\n"
            .formatted(
                Html.escaped(section.experiment().name()),
                Html.escaped(header.text("model")),
                Html.escaped(section.experiment().claim())));
    verdicts(findings.verdicts());
    findings
        .notes()
        .forEach(note -> page.append("<p>").append(Html.escaped(note)).append("</p>\n"));
    page.append("<div class=\"plots\">\n");
    findings
        .plots()
        .forEach(plot ->
            page.append("<figure>\n")
                .append(Drawing.of(plot))
                .append("<figcaption>")
                .append(Html.escaped(plot.title()))
                .append("</figcaption>\n</figure>\n"));
    page.append("</div>\n");
    findings.figures().forEach(this::table);
    written(section.results().observations());
    page.append(
        "<p class=\"source\">%s · seed %s · %s · %s · commit %s · %s · weights %s</p>\n</section>\n"
            .formatted(
                Html.escaped(header.text("size")),
                Html.escaped(header.text("seed")),
                Html.escaped(header.text("machine")),
                Html.escaped(header.text("kernels")),
                Html.escaped(header.text("commit")),
                Html.escaped(header.text("began")),
                Html.escaped(shortened(header.text("fingerprint")))));
  }

  private static String shortened(String text) {
    return text.substring(0, Math.min(12, text.length()));
  }

  private void verdicts(List<Verdict> verdicts) {
    page.append(
        "<table class=\"verdicts\">\n<thead><tr><th>figure</th><th>stated beforehand</th>"
            + "<th>measured [95 %]</th><th>outcome</th></tr></thead>\n<tbody>\n");
    for (Verdict verdict : verdicts) {
      Prediction prediction = verdict.prediction();
      page.append(
          "<tr class=\"%s\"><td>%s%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
              .formatted(
                  verdict.outcome().name().toLowerCase(java.util.Locale.ROOT),
                  Html.escaped(prediction.figure()),
                  prediction.kind() == Prediction.Kind.GATE ? " (a law)" : "",
                  Html.escaped(prediction.sign().words()),
                  Html.escaped(Figures.words(verdict.measured())),
                  Html.escaped(verdict.outcome().words())));
    }
    page.append("</tbody>\n</table>\n");
  }

  private void table(Figures figures) {
    if (figures.rows().isEmpty()) {
      return;
    }
    page.append("<details open>\n<summary>")
        .append(Html.escaped(figures.title()))
        .append("</summary>\n<div class=\"wide\"><table>\n<thead><tr>");
    figures
        .columns()
        .forEach(each -> page.append("<th>").append(Html.escaped(each)).append("</th>"));
    page.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : figures.rows()) {
      page.append("<tr>");
      row.forEach(each -> page.append("<td>").append(Html.escaped(each)).append("</td>"));
      page.append("</tr>\n");
    }
    page.append("</tbody>\n</table></div>\n</details>\n");
  }

  /** Every answer, folded away. */
  private void written(List<Observation> observations) {
    List<Observation> answers = observations.stream().filter(each -> each.has("answer")).toList();
    if (answers.isEmpty()) {
      return;
    }
    page.append(
        "<details>\n<summary>All "
            + answers.size()
            + " answers</summary>\n<div class=\"wide\"><table>\n<thead><tr><th>of</th><th>arm</th>"
            + "<th>question</th><th>answer</th><th>right</th></tr></thead>\n<tbody>\n");
    for (Observation each : answers) {
      page.append(
          "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
              .formatted(
                  Html.escaped(each.group()),
                  Html.escaped(each.text("arm")),
                  Html.escaped(each.text("question")),
                  Html.escaped(each.text("answer")),
                  each.has("right") ? each.isTrue("right") ? "yes" : "no" : ""));
    }
    page.append("</tbody>\n</table></div>\n</details>\n");
  }
}
