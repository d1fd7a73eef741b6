package io.lethe.server;

import io.lethe.server.http.Gate;
import io.lethe.server.http.Limits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * How to open a server. Immutable; each {@code with} gives a changed copy.
 *
 * @param model what clients call the model
 * @param address with port 0 for any that is free
 * @param gate who may ask
 * @param limits how much is taken
 * @param home the folder that keeps sessions
 * @param diskBytes the most that stored columns may take
 * @param embeddings whether they are served
 */
public record ServerOptions(
    String model,
    InetSocketAddress address,
    Gate gate,
    Limits limits,
    Path home,
    long diskBytes,
    Embeddings embeddings) {
  /** Whether embeddings are served. */
  public enum Embeddings {
    ON,
    OFF
  }

  private static final long DISK_BYTES = 8L << 30;

  /** For this machine only, at any free port, without keys. */
  public static ServerOptions local(String model, Path home) {
    return new ServerOptions(
        model,
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
        Gate.LOCAL,
        Limits.USUAL,
        home,
        DISK_BYTES,
        Embeddings.ON);
  }

  public ServerOptions withGate(Gate who) {
    return new ServerOptions(model, address, who, limits, home, diskBytes, embeddings);
  }

  public ServerOptions withLimits(Limits most) {
    return new ServerOptions(model, address, gate, most, home, diskBytes, embeddings);
  }
}
