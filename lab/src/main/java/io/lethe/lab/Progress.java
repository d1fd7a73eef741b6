package io.lethe.lab;

/** Somebody who is told how far a run is. Called by the thread that runs. */
public interface Progress {
  /**
   * A run begins.
   *
   * @param done the work that results from before have
   * @param total all work, in the units of {@link Item#work}
   */
  void begins(Experiment experiment, long done, long total);

  /** More work is done. */
  void advances(Item item, long done);

  /** The run has ended, well or not. */
  void ends();

  /** Nobody watches. */
  Progress SILENT =
      new Progress() {
        @Override
        public void begins(Experiment experiment, long done, long total) {}

        @Override
        public void advances(Item item, long done) {}

        @Override
        public void ends() {}
      };
}
