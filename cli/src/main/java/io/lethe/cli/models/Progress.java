package io.lethe.cli.models;

/** Somebody who wants to see how a transfer goes. Called by one thread. */
public interface Progress {
  /** Nobody watches. */
  Progress SILENT =
      new Progress() {
        @Override
        public void begin(String what, long totalBytes) {}

        @Override
        public void at(long doneBytes) {}

        @Override
        public void note(String line) {}

        @Override
        public void end() {}
      };

  /** A transfer begins; the total may be an estimate. */
  void begin(String what, long totalBytes);

  /** So many bytes are here, resumed ones included. */
  void at(long doneBytes);

  /** Something worth a line happened. */
  void note(String line);

  /** The transfer is over, well or not. */
  void end();
}
