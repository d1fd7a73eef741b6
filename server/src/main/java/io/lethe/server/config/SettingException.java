package io.lethe.server.config;

/** A server cannot be set up as asked. The message names the setting and where it was found. */
public final class SettingException extends RuntimeException {
  SettingException(String message) {
    super(message);
  }

  static SettingException wrong(Setting setting, Settings.Found found, String wanted) {
    return new SettingException(
        "%s (%s): found %s, wanted %s"
            .formatted(
                setting.key(),
                found.origin(),
                setting.isSecret() ? "a secret" : String.join(", ", found.values()),
                wanted));
  }
}
