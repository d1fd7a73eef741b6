package io.lethe.server.http;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Listens for HTTP/1.1 and HTTP/2 (without TLS), each request in a virtual thread of its own. Owns
 * the socket. Safe for many threads.
 */
public final class HttpServer implements AutoCloseable {
  private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");
  private static final long AFTER_CANCELLING_MILLIS = 10_000;
  private static final int STREAMS_OF_A_CONNECTION = 1024;
  private static final int HEADER_BYTES = 16_384;

  private final Server jetty;
  private final ServerConnector connector;
  private final Dispatch dispatch;
  private final Admission admission;
  private final Limits limits;
  private final ScheduledExecutorService clock;
  private final ClientWatch clients;

  private HttpServer(
      Server jetty,
      ServerConnector connector,
      Dispatch dispatch,
      Admission admission,
      Limits limits,
      ScheduledExecutorService clock,
      ClientWatch clients) {
    this.clients = clients;
    this.jetty = jetty;
    this.connector = connector;
    this.dispatch = dispatch;
    this.admission = admission;
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Takes an address and answers {@code first}; everything else is 503 until {@link #serve}.
   *
   * @param address with port 0 for any that is free
   * @param first routes that are answered at once
   * @throws ListenException if the address is taken or none of this machine's
   */
  public static HttpServer listen(
      InetSocketAddress address,
      Gate gate,
      Limits limits,
      RequestListener listener,
      List<Route> first) {
    JETTY.setLevel(Level.WARNING); // its banner is nobody's business
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("deadlines").factory());
    QueuedThreadPool threads = new QueuedThreadPool(32);
    threads.setName("http");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
    Server jetty = new Server(threads);
    ClientWatch clients = new ClientWatch();
    Admission admission = new Admission(limits.running(), limits.waiting());
    Dispatch dispatch =
        new Dispatch(gate, limits, admission, clock, clients, listener, new Router(first));
    jetty.setHandler(new GracefulHandler(dispatch));
    jetty.setErrorHandler(new PlainErrors());
    jetty.setStopTimeout(limits.stop().toMillis() + AFTER_CANCELLING_MILLIS);
    ServerConnector connector = connector(jetty, address, limits);
    try {
      jetty.start();
    } catch (Exception e) {
      clock.shutdownNow();
      clients.close();
      throw cause(e, address);
    }
    return new HttpServer(jetty, connector, dispatch, admission, limits, clock, clients);
  }

  private static ServerConnector connector(Server jetty, InetSocketAddress address, Limits limits) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
    http.setRequestHeaderSize(HEADER_BYTES);
    HTTP2CServerConnectionFactory http2 = new HTTP2CServerConnectionFactory(http);
    http2.setMaxConcurrentStreams(STREAMS_OF_A_CONNECTION);
    ServerConnector connector =
        new ServerConnector(jetty, 1, 1, new HttpConnectionFactory(http), http2);
    connector.setHost(address.getHostString());
    connector.setPort(address.getPort());
    connector.setIdleTimeout(limits.idle().toMillis());
    connector.setAcceptedTcpNoDelay(true);
    jetty.addConnector(connector);
    return connector;
  }

  private static RuntimeException cause(Exception failure, InetSocketAddress address) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof BindException || each instanceof UnresolvedAddressException) {
        return new ListenException(address, each);
      }
    }
    return failure instanceof IOException
        ? new ListenException(address, failure)
        : new IllegalStateException("the HTTP server did not start", failure);
  }

  /** Answers these routes from now on. */
  public void serve(List<Route> routes) {
    dispatch.serve(new Router(routes));
  }

  /** The port it listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Requests that compute. */
  public int running() {
    return admission.running();
  }

  /** Requests that wait until they may compute. */
  public int waiting() {
    return admission.waiting();
  }

  /**
   * Takes no new requests, lets those that are open finish for as long as {@link Limits#stop} says,
   * cancels the rest and waits for them. Idempotent.
   */
  @Override
  public void close() {
    dispatch.stopTaking();
    if (clock.isShutdown()) {
      return;
    }
    ScheduledFuture<?> _ =
        clock.schedule(dispatch::cancelAll, limits.stop().toMillis(), TimeUnit.MILLISECONDS);
    try {
      jetty.stop();
    } catch (Exception e) {
      System.getLogger(HttpServer.class.getName())
          .log(System.Logger.Level.WARNING, "the HTTP server did not stop in time", e);
    } finally {
      clock.shutdownNow();
      clients.close();
      jetty.destroy();
    }
  }
}
