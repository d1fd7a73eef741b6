package io.lethe.engine;

import io.lethe.kv.HiddenRun;
import io.lethe.kv.KvSequence;
import java.util.List;

/** Where a sequence stood before something was read that may fail. */
record Standing(KvSequence sequence, int columns, List<HiddenRun> hidden) {
  static Standing of(KvSequence sequence) {
    return new Standing(sequence, sequence.columns(), sequence.hiddenRuns());
  }

  /** Drops the columns that came since and takes back what was hidden for their readers. */
  void restore() {
    sequence.truncate(columns);
    sequence.unhide(hidden);
  }
}
