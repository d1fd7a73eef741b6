package io.lethe.trace;

import java.io.IOException;

/** The bytes of a trace where they last. Owns what it writes to. For one thread at a time. */
interface Journal extends AutoCloseable {
  /** Writes at the end; the bytes are durable when this returns. */
  void append(byte[] bytes) throws IOException;

  /** Takes away everything from {@code length} bytes on, durably. */
  void cut(long length) throws IOException;

  long length() throws IOException;

  @Override
  void close() throws IOException;
}
