package io.lethe.server.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/**
 * Notices that a client of HTTP/1.1 is gone while its answer is computed. Jetty looks at a
 * connection only to read or to write, and an answer that is sent as a whole is written at the end;
 * so the channel is watched by a selector of our own: readable with nothing to read is the end. A
 * client that shuts its sending side counts as gone. Safe for many threads.
 */
final class ClientWatch implements AutoCloseable {
  /** Ends the watching of one client. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  private record Asked(SocketChannel channel, Runnable whenGone, Ended ended) {}

  /** Whether somebody still wants to know. */
  private static final class Ended {
    private volatile boolean ended;
  }

  private final Selector selector;
  private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();

  ClientWatch() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().name("clients").start(this::run);
  }

  /** Calls {@code whenGone} once the client is gone, until the watch is closed. */
  Watch watch(Request request, Runnable whenGone) {
    EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    boolean isShared = request.getConnectionMetaData().getHttpVersion().getVersion() >= 20;
    if (isShared || !(endPoint.getTransport() instanceof SocketChannel channel)) {
      return () -> {}; // HTTP/2 says so itself
    }
    Ended ended = new Ended();
    asked.add(new Asked(channel, whenGone, ended));
    selector.wakeup();
    return () -> {
      ended.ended = true;
      selector.wakeup(); // a channel is not closed before every selector let it go
    };
  }

  private void run() {
    try {
      while (selector.isOpen()) {
        selector.select(this::look);
        letGo();
        takeAsked();
      }
    } catch (IOException | ClosedSelectorException e) {
      if (selector.isOpen()) {
        System.getLogger(ClientWatch.class.getName())
            .log(System.Logger.Level.WARNING, "clients are not watched any more", e);
      }
    }
  }

  private void look(SelectionKey key) {
    Asked watched = (Asked) key.attachment();
    boolean more = false;
    try {
      more = watched.channel.socket().getInputStream().available() > 0;
    } catch (IOException e) {
      // Reset: gone as well.
    }
    key.cancel(); // with the next request on its way there is nothing left to see
    if (!more && !watched.ended.ended) {
      watched.whenGone.run();
    }
  }

  private void letGo() throws IOException {
    for (SelectionKey key : selector.keys()) {
      if (key.isValid() && ((Asked) key.attachment()).ended.ended) {
        key.cancel();
      }
    }
    selector.selectNow(this::look);
  }

  private void takeAsked() {
    for (Asked next = asked.poll(); next != null; next = asked.poll()) {
      try {
        SelectionKey known = next.channel.keyFor(selector);
        if (known != null && known.isValid()) {
          known.attach(next); // a connection's requests come one after another
        } else if (!next.ended.ended) {
          next.channel.register(selector, SelectionKey.OP_READ, next);
        }
      } catch (IOException | RuntimeException e) {
        // Closed already: whoever writes to it notices.
      }
    }
  }

  @Override
  public void close() {
    try {
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
