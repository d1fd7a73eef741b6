package io.lethe.server.config;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What was set, and by whom. Immutable. */
public final class Settings {
  /**
   * The value of a setting.
   *
   * @param values one, or several of a list; none where nothing is set
   * @param origin for a person
   */
  public record Found(List<String> values, String origin) {
    public Found {
      values = List.copyOf(values);
    }
  }

  private static final Pattern BYTES =
      Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?)\\s*(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)?");
  private static final Pattern TIME = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)(ms|s|m|h)?");

  private final Map<Setting, Found> found;

  private Settings(Map<Setting, Found> found) {
    this.found = found;
  }

  /**
   * Each setting from the first that has it.
   *
   * @param flags of the command line
   * @param environment variables
   * @param file where the file is from
   * @param fromFile what it says
   */
  public static Settings of(
      Map<Setting, List<String>> flags,
      Map<String, String> environment,
      Path file,
      Map<Setting, List<String>> fromFile) {
    Map<Setting, Found> found = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      String variable = environment.getOrDefault(setting.variable(), "");
      if (flags.containsKey(setting)) {
        found.put(setting, new Found(flags.get(setting), setting.flag()));
      } else if (!variable.isBlank()) {
        found.put(setting, new Found(split(setting, variable), setting.variable()));
      } else if (fromFile.containsKey(setting)) {
        found.put(setting, new Found(fromFile.get(setting), file.toString()));
      } else {
        found.put(
            setting,
            new Found(setting.usual().isEmpty() ? List.of() : List.of(setting.usual()), "default"));
      }
    }
    return new Settings(found);
  }

  private static List<String> split(Setting setting, String text) {
    return setting.isList()
        ? Arrays.stream(text.split(",", -1)).map(String::strip).filter(e -> !e.isEmpty()).toList()
        : List.of(text.strip());
  }

  /** What was set. */
  public Found found(Setting setting) {
    return found.getOrDefault(setting, new Found(List.of(), "default"));
  }

  /** Several values. */
  public List<String> texts(Setting setting) {
    return found(setting).values();
  }

  /** A value that is there. */
  public String text(Setting setting) {
    return optional(setting)
        .orElseThrow(() -> SettingException.wrong(setting, found(setting), setting.value()));
  }

  private Optional<String> optional(Setting setting) {
    return found(setting).values().stream().filter(value -> !value.isBlank()).findFirst();
  }

  /** A whole number in {@code [least, most]}. */
  public int whole(Setting setting, int least, int most) {
    String text = text(setting);
    if (text.matches("\\d{1,9}")) {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    }
    throw SettingException.wrong(setting, found(setting), least + " to " + most);
  }

  /** A whole number in {@code [least, most]}, if it is set. */
  public OptionalInt optionalWhole(Setting setting, int least, int most) {
    return optional(setting).isPresent()
        ? OptionalInt.of(whole(setting, least, most))
        : OptionalInt.empty();
  }

  /** Bytes, such as {@code 32MB} or {@code 1.5GiB}. */
  public long bytes(Setting setting, long least, long most) {
    Matcher matcher = BYTES.matcher(text(setting));
    if (matcher.matches()) {
      long unit =
          switch (Optional.ofNullable(matcher.group(2)).orElse("B")) {
            case "kB" -> 1_000L;
            case "MB" -> 1_000_000L;
            case "GB" -> 1_000_000_000L;
            case "TB" -> 1_000_000_000_000L;
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            case "GiB" -> 1L << 30;
            case "TiB" -> 1L << 40;
            default -> 1L;
          };
      BigDecimal value = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
      if (value.compareTo(BigDecimal.valueOf(least)) >= 0
          && value.compareTo(BigDecimal.valueOf(most)) <= 0) {
        return value.longValue();
      }
    }
    throw SettingException.wrong(
        setting, found(setting), "bytes such as 32MB, %d to %d".formatted(least, most));
  }

  /** A time of more than 0, such as {@code 30s}, {@code 10m} or {@code 1.5h}; seconds without. */
  public Duration time(Setting setting) {
    Matcher matcher = TIME.matcher(text(setting));
    if (matcher.matches()) {
      long unit =
          switch (Optional.ofNullable(matcher.group(2)).orElse("s")) {
            case "ms" -> 1L;
            case "m" -> 60_000L;
            case "h" -> 3_600_000L;
            default -> 1_000L;
          };
      long millis = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)).longValue();
      if (millis > 0 && millis <= Duration.ofDays(7).toMillis()) {
        return Duration.ofMillis(millis);
      }
    }
    throw SettingException.wrong(
        setting, found(setting), "a time such as 30s or 10m, at most 7 days");
  }

  /** Whether something is on. */
  public boolean isOn(Setting setting) {
    return switch (text(setting).toLowerCase(Locale.ROOT)) {
      case "on", "true", "yes" -> true;
      case "off", "false", "no" -> false;
      default -> throw SettingException.wrong(setting, found(setting), "on or off");
    };
  }

  /** The same with a value that somebody else found. */
  public Settings with(Setting setting, List<String> values, String origin) {
    Map<Setting, Found> changed = new EnumMap<>(found);
    changed.put(setting, new Found(values, origin));
    return new Settings(changed);
  }

  /** All of it as YAML, with where each value is from, and without secrets. */
  public String written() {
    return Arrays.stream(Setting.values()).map(this::line).collect(Collectors.joining("\n"));
  }

  private String line(Setting setting) {
    Found what = found(setting);
    String values =
        what.values().stream()
            .map(value -> setting.isSecret() ? masked(value) : value)
            .map(value -> value.matches("[A-Za-z0-9./_-]+") ? value : '"' + value + '"')
            .collect(Collectors.joining(", "));
    String written = setting.isList() ? "[" + values + "]" : values.isEmpty() ? "~" : values;
    return "%-42s # %s".formatted(setting.key() + ": " + written, what.origin());
  }

  /** The name a key has, if any, and nothing of the key. */
  private static String masked(String key) {
    int end = key.indexOf('=');
    return end < 0 ? "***" : key.substring(0, end) + "=***";
  }
}
