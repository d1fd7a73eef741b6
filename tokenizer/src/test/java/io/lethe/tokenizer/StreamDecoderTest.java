package io.lethe.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamDecoderTest {
  private final Tokenizer bytes =
      Tokenizer.of(Vocabularies.sentencePieces().add("▁a", 1).add("<s>", 3).as("llama").build());
  private final StreamDecoder decoder = bytes.streamDecoder();

  @Test
  void characterComesWithItsLastByte() {
    assertThat(decoder.add(0xF0)).isEmpty();
    assertThat(decoder.add(0x9F)).isEmpty();
    assertThat(decoder.holdsBytes()).isTrue();
    assertThat(decoder.add(0x97)).isEmpty();
    assertThat(decoder.add(0xBC)).isEqualTo("🗼");
    assertThat(decoder.holdsBytes()).isFalse();
  }

  @Test
  void bytesThatCanBecomeNothingAreReplacedAtOnce() {
    assertThat(decoder.add(0xFF)).isEqualTo("\uFFFD");
    assertThat(decoder.add(0xE2)).isEmpty();
    assertThat(decoder.add('x')).isEqualTo("\uFFFDx");
  }

  @Test
  void flushGivesUpOnWhatIsHeldBackAndStartsAnew() {
    decoder.add(0xE2);
    decoder.add(0x96);
    assertThat(decoder.flush()).isEqualTo("\uFFFD");
    assertThat(decoder.flush()).isEmpty();
    assertThat(decoder.add('x')).isEqualTo("x");
  }

  @Test
  void spaceOfAnAnswersFirstWordIsKept() {
    assertThat(decoder.add(256)).isEqualTo(" a");
    assertThat(decoder.add(257)).isEmpty();
  }
}
