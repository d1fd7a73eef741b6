package io.lethe.trace;

import java.io.IOException;
import java.util.Arrays;

/** A disk that has room up to a length; what does not fit is written as far as it goes. */
record FullDisk(Journal journal, long room) implements Journal {
  @Override
  public void append(byte[] bytes) throws IOException {
    long left = room - journal.length();
    if (left < bytes.length) {
      journal.append(Arrays.copyOf(bytes, (int) left));
      throw new IOException("No space left on device");
    }
    journal.append(bytes);
  }

  @Override
  public void cut(long length) throws IOException {
    journal.cut(length);
  }

  @Override
  public long length() throws IOException {
    return journal.length();
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }
}
