package io.lethe.lab;

import io.lethe.engine.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What results are results of: the first line of their file. The same experiment, model,
 * arithmetic, seed, size and conversations, or recording, give the same observations on every
 * machine; machine, commit and time are written down all the same.
 */
public record Header(Map<String, String> values) {
  private static final List<String> DECIDING =
      List.of("experiment", "fingerprint", "arithmetic", "seed", "size", "conversations");

  public Header {
    values = Map.copyOf(values);
  }

  static Header of(Experiment experiment, Rig rig, String began) {
    Engine engine = rig.engine();
    Map<String, String> values = new LinkedHashMap<>();
    values.put("experiment", experiment.name());
    values.put("model", rig.model());
    values.put("fingerprint", engine.fingerprint().hex());
    values.put("arithmetic", Engine.ARITHMETIC);
    values.put("seed", Long.toString(rig.seed()));
    values.put("size", rig.size().name().toLowerCase(java.util.Locale.ROOT));
    values.put("conversations", digest(experiment.measuredOn(rig)));
    values.put("kernels", engine.kernels());
    values.put("threads", Integer.toString(engine.options().threads()));
    values.put("machine", machine());
    values.put("commit", commit());
    values.put("began", began);
    return new Header(values);
  }

  public String text(String name) {
    return values.getOrDefault(name, "");
  }

  /** Refuses results of something else. */
  void requireSame(Header found, String file) {
    for (String each : DECIDING) {
      if (!found.text(each).equals(text(each))) {
        throw new LabException.OtherResults(file, each, found.text(each), text(each));
      }
    }
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String machine() {
    String processor = System.getProperty("os.arch");
    try {
      processor =
          Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
              .filter(line -> line.startsWith("model name"))
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .findFirst()
              .orElse(processor);
    } catch (IOException e) {
      // Not every system has that file; its name is a courtesy to the reader.
    }
    return "%s, %d processors, %s, Java %s"
        .formatted(
            processor,
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("java.version"));
  }

  /** Of the checkout that the classes were built in, as far as there is one. */
  private static String commit() {
    try {
      Path classes =
          Path.of(Header.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12")
              .directory(Optional.ofNullable(classes.getParent()).orElse(classes).toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (InputStream out = git.getInputStream()) {
        String text = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
        return git.waitFor(5, TimeUnit.SECONDS) && git.exitValue() == 0 ? text : "unknown";
      }
    } catch (IOException | java.net.URISyntaxException e) {
      return "unknown";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
