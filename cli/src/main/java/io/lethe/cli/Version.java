package io.lethe.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** What {@code lethe --version} says. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    return new String[] {
      "lethe "
          + Objects.requireNonNullElse(
              Version.class.getPackage().getImplementationVersion(), "in development"),
      "Java %s (%s) on %s %s"
          .formatted(
              Runtime.version(),
              System.getProperty("java.vendor"),
              System.getProperty("os.name"),
              System.getProperty("os.arch")),
      "Vector API: " + (vectors ? "present" : "absent, so the scalar kernels run, which is slow"),
    };
  }
}
