package io.lethe.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The YAML file: a mapping of {@link Setting#key}s to values, lists, or names and values. */
public final class SettingsFile {
  private static final long MOST_BYTES = 1_000_000;

  private SettingsFile() {}

  /**
   * What a file says.
   *
   * @throws SettingException if it says something that nobody understands
   */
  public static Map<Setting, List<String>> read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new SettingException(file + ": found more than a megabyte, wanted settings");
      }
      return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new SettingException(
          "%s: cannot be read (%s); check the path and its permissions"
              .formatted(file, e.getClass().getSimpleName()));
    }
  }

  static Map<Setting, List<String>> parse(String name, String text) {
    Object document = load(name, text);
    Map<Setting, List<String>> found = new EnumMap<>(Setting.class);
    if (document == null) {
      return found;
    }
    if (!(document instanceof Map<?, ?> entries)) {
      throw new SettingException(name + ": found no mapping, wanted lines such as \"port: 8737\"");
    }
    entries.forEach((key, value) -> {
      Setting setting =
          Setting.named(String.valueOf(key))
              .orElseThrow(() ->
                  new SettingException(
                      "%s: found \"%s\", wanted one of %s"
                          .formatted(name, key, String.join(", ", Setting.keys()))));
      values(name, setting, value).ifPresent(values -> found.put(setting, values));
    });
    return found;
  }

  private static @Nullable Object load(String name, String text) {
    try {
      return new Load(LoadSettings.builder().setLabel(name).build()).loadFromString(text);
    } catch (YamlEngineException e) {
      throw new SettingException(
          "%s: found no YAML: %s"
              .formatted(name, String.valueOf(e.getMessage()).replaceAll("\\s+", " ")));
    }
  }

  private static Optional<List<String>> values(
      String name, Setting setting, @Nullable Object value) {
    return switch (value) {
      case null -> Optional.empty();
      case Map<?, ?> named when setting == Setting.KEY -> {
        List<String> all = new ArrayList<>();
        named.forEach((owner, key) -> all.add(owner + "=" + key));
        yield Optional.of(all);
      }
      case Collection<?> several when setting.isList() ->
          Optional.of(several.stream().map(String::valueOf).toList());
      case Boolean on -> Optional.of(List.of(on ? "on" : "off"));
      case String text -> Optional.of(List.of(text));
      case Number number -> Optional.of(List.of(number.toString()));
      default ->
          throw new SettingException(
              "%s: found a %s of several values, wanted one".formatted(name, setting.key()));
    };
  }
}
