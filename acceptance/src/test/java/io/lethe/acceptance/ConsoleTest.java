package io.lethe.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console in a real browser. {@code -Dlethe.pictures=FOLDER} keeps pictures of it. */
class ConsoleTest {
  private static final double SLOW = 60_000;

  private static Playwright playwright;
  private static Browser browser;

  @TempDir private Path home;

  @BeforeAll
  static void start() {
    Path chromium =
        Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    Assumptions.assumeTrue(chromium != null, "found no Chromium; install the package chromium");
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium)
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
  }

  @AfterAll
  static void stop() {
    if (playwright != null) {
      playwright.close();
    }
  }

  @Test
  void aPartIsForgottenByClickingAndARestartShowsTheSame() {
    List<String> complaints = new ArrayList<>();
    String map;
    String address;
    try (Site site = Site.open(home);
        Page page = browser.newPage()) {
      page.onConsoleMessage(message -> {
        if (message.type().equals("error")) {
          complaints.add(message.text());
        }
      });
      page.onPageError(complaints::add);
      page.navigate(site.url());
      say(page, "The build log: " + "all modules compiled. ".repeat(12) + "Which one failed?", 2);
      say(page, "And now?", 4);

      Locator log = part(page, "user", 0);
      assertThat(log).hasAttribute("data-state", "live");
      String before = summary(page);
      log.hover();
      log.locator("[data-verb=forget]").click();
      assertThat(log)
          .hasAttribute(
              "data-state",
              "forgotten",
              new LocatorAssertions.HasAttributeOptions().setTimeout(SLOW));
      assertThat(page.locator("#map-summary")).not().hasText(before);
      assertThat(log.locator(".why")).containsText("Forgotten since turn 2 by client");
      assertThat(page.locator("#deletions")).containsText("by hand, in the console");

      say(page, "Go on.", 6);
      page.locator(".part.user").last().focus();
      page.keyboard().press("p");
      assertThat(page.locator(".part.user").last())
          .hasAttribute(
              "data-state", "pinned", new LocatorAssertions.HasAttributeOptions().setTimeout(SLOW));
      page.locator("#replay").click();
      assertThat(page.locator("#toast"))
          .containsText(
              "The same to the bit", new LocatorAssertions.ContainsTextOptions().setTimeout(SLOW));
      map = summary(page);
      address = page.url().substring(page.url().indexOf('#'));
      picture(page, "console-light.png", ColorScheme.LIGHT);
      picture(page, "console-dark.png", ColorScheme.DARK);
    }
    try (Site site = Site.open(home);
        Page page = browser.newPage()) {
      page.navigate(site.url() + "/" + address);
      assertThat(page.locator(".part"))
          .hasCount(6, new LocatorAssertions.HasCountOptions().setTimeout(SLOW));
      assertThat(part(page, "user", 0)).hasAttribute("data-state", "forgotten");
      assertThat(page.locator("#map-summary")).hasText(map);
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void sessionsAreListedByWhatWasSaidFirstAndWhereTheyAre() {
    String first;
    try (Site site = Site.open(home);
        Page page = browser.newPage()) {
      page.navigate(site.url());
      say(page, "Is <b>this</b> bold?", 2);
      first = page.url().substring(page.url().indexOf('#') + 1);
      assertThat(page.locator("#name")).hasText("Is <b>this</b> bold?");
      assertThat(page.locator("#session-id")).hasText(first);
      page.locator("#new").click();
      say(page, "Another question, " + "and a long one at that ".repeat(9), 2);
    }
    try (Site site = Site.open(home);
        Page page = browser.newPage()) {
      page.navigate(site.url());
      Locator all = page.locator("#session-list button");
      assertThat(all).hasCount(2);
      Locator second = all.nth(0);
      assertThat(second.locator("strong"))
          .hasText(Pattern.compile("Another question, and a long one at that.*…"));
      assertThat(second.locator(".place"))
          .hasText("in memory", new LocatorAssertions.HasTextOptions().setTimeout(SLOW));
      Locator asked = page.locator("[data-session=" + first + "]");
      assertThat(asked.locator("strong")).hasText("Is <b>this</b> bold?");
      assertThat(asked.locator(".place")).hasText("on disk");
      assertThat(asked.locator("code")).hasText(first);
      assertThat(asked).containsText("1 turn");
      assertThat(asked).containsText(Pattern.compile("[0-9]+ live columns · [0-9]+ tokens ever"));
      asked.click();
      assertThat(page.locator("#name")).hasText("Is <b>this</b> bold?");
      assertThat(asked.locator(".place"))
          .hasText("in memory", new LocatorAssertions.HasTextOptions().setTimeout(SLOW));
    }
  }

  @Test
  void everythingCanBeDoneWithTheKeyboard() {
    try (Site site = Site.open(home);
        Page page = browser.newPage()) {
      page.navigate(site.url());
      assertThat(page.locator("#model")).not().isEmpty();
      page.locator("#most").fill("16");
      page.keyboard().press("Escape");
      page.keyboard().press("/");
      page.keyboard().type("Name a colour, please, and say why.");
      page.keyboard().press("Enter");
      assertThat(page.locator(".part[id^=part-]:not(#part-new):not(#part-answer)"))
          .hasCount(2, new LocatorAssertions.HasCountOptions().setTimeout(SLOW));
      page.keyboard().press("Escape");
      page.keyboard().press("j");
      page.keyboard().press("f");
      assertThat(part(page, "user", 0))
          .hasAttribute(
              "data-state",
              "forgotten",
              new LocatorAssertions.HasAttributeOptions().setTimeout(SLOW));
      page.keyboard().press("?");
      assertThat(page.locator("#help")).isVisible();
      page.keyboard().press("Escape");
      assertThat(page.locator("#help")).isHidden();
      page.locator("body").press("n");
      assertThat(page.locator("#name")).hasText("A new conversation");
    }
  }

  private static void say(Page page, String text, int partsAfter) {
    page.locator("#most").fill("16");
    page.locator("#text").fill(text);
    page.locator("#send").click();
    assertThat(page.locator(".part[id^=part-]:not(#part-new):not(#part-answer)"))
        .hasCount(partsAfter, new LocatorAssertions.HasCountOptions().setTimeout(SLOW));
    assertThat(page.locator("#send")).isEnabled();
  }

  private static Locator part(Page page, String role, int index) {
    return page.locator(".part." + role).nth(index);
  }

  private static String summary(Page page) {
    Locator summary = page.locator("#map-summary");
    assertThat(summary).hasText(Pattern.compile(".*live columns.*"));
    return summary.textContent();
  }

  private static void picture(Page page, String name, ColorScheme scheme) {
    String folder = System.getProperty("lethe.pictures", "");
    if (!folder.isEmpty()) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      page.setViewportSize(1280, 860);
      page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(folder).resolve(name)));
    }
  }
}
