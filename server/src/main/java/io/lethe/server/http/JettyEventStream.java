package io.lethe.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;

/**
 * Events on their way to a client. A thread of its own writes them, and a comment when there has
 * been nothing to write for a while, which is how a client that is gone is noticed. Whoever sends
 * waits while the client is slow to read. The answer begins with the first event or comment.
 */
final class JettyEventStream implements EventStream {
  private static final int MOST_PENDING_BYTES = 256 * 1024;
  private static final byte[] PING = ": ping\n\n".getBytes(StandardCharsets.UTF_8);

  private final Response response;
  private final Duration ping;
  private final Runnable whenGone;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private final Thread writer;
  private boolean begun;
  private boolean ended;
  private boolean gone;

  /**
   * @param ping how long it is silent before a comment is written
   * @param whenGone called once the client is gone
   */
  JettyEventStream(Response response, Duration ping, Runnable whenGone) {
    this.response = response;
    this.ping = ping;
    this.whenGone = whenGone;
    this.writer = Thread.ofVirtual().name("events").start(this::write);
  }

  @Override
  public void data(String data) {
    send(field("data", data) + "\n");
  }

  @Override
  public void event(String name, String data) {
    send("event: " + name + "\n" + field("data", data) + "\n");
  }

  @Override
  public void comment(String text) {
    send(field("", text) + "\n");
  }

  private static String field(String name, String value) {
    StringBuilder lines = new StringBuilder();
    for (String line : value.split("\r\n|\r|\n", -1)) {
      lines.append(name).append(": ").append(line).append('\n');
    }
    return lines.toString();
  }

  private void send(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    lock.lock();
    try {
      while (pending.size() > MOST_PENDING_BYTES && !gone && !ended) {
        room.await();
      }
      if (!gone && !ended) {
        pending.writeBytes(bytes);
        news.signal();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void write() {
    try {
      for (byte[] next = take(); next.length > 0; next = take()) {
        Content.Sink.write(response, false, ByteBuffer.wrap(next));
      }
    } catch (IOException e) {
      leave();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      leave();
    }
  }

  /** What is to be written next; nothing at the end. */
  private byte[] take() throws InterruptedException {
    lock.lock();
    try {
      long left = ping.toNanos();
      while (pending.size() == 0 && !ended && !gone && left > 0) {
        left = news.awaitNanos(left);
      }
      if (gone || (ended && pending.size() == 0)) {
        return new byte[0];
      }
      byte[] next = pending.size() == 0 ? PING : pending.toByteArray();
      pending.reset();
      begun = true;
      room.signalAll();
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** The client is gone: nothing is written any more. */
  void leave() {
    lock.lock();
    try {
      gone = true;
      pending.reset();
      news.signalAll();
      room.signalAll();
    } finally {
      lock.unlock();
    }
    whenGone.run();
  }

  /** Ends it as if it had never been, unless something was written; returns whether it could. */
  boolean withdraw() {
    lock.lock();
    try {
      if (begun) {
        return false;
      }
      gone = true;
      pending.reset();
      news.signalAll();
    } finally {
      lock.unlock();
    }
    join();
    return true;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      ended = true;
      news.signalAll();
      room.signalAll();
    } finally {
      lock.unlock();
    }
    join();
  }

  private void join() {
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
