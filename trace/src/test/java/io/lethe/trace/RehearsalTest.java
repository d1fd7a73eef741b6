package io.lethe.trace;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class RehearsalTest {
  @Test
  void playsEventsThatMayFollowEachOther() {
    assertThatCode(Rehearsal::run).doesNotThrowAnyException();
  }
}
