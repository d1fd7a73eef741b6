package io.lethe.cli.models;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ends a stream on which nothing arrives for too long: the JDK's HTTP client has a time limit for
 * the headers, none for the body.
 */
final class StallGuard extends FilterInputStream {
  private final AtomicLong lastNanos = new AtomicLong(System.nanoTime());
  private final Thread watch;
  private volatile boolean stalled;

  StallGuard(InputStream in, Duration limit) {
    super(in);
    watch = Thread.ofVirtual().name("lethe-stall-guard").start(() -> watch(limit));
  }

  private void watch(Duration limit) {
    try {
      while (true) {
        long left = limit.toNanos() - (System.nanoTime() - lastNanos.get());
        if (left <= 0) {
          stalled = true;
          in.close();
          return;
        }
        Thread.sleep(Duration.ofNanos(left));
      }
    } catch (InterruptedException | IOException _) {
      // closed by its reader, or the stream has ended in its own way
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      int n = super.read(bytes, offset, length);
      if (n < 0 && stalled) {
        throw new IOException("nothing arrived for too long");
      }
      lastNanos.set(System.nanoTime());
      return n;
    } catch (IOException e) {
      throw stalled ? new IOException("nothing arrived for too long", e) : e;
    }
  }

  @Override
  public void close() throws IOException {
    watch.interrupt();
    super.close();
  }
}
