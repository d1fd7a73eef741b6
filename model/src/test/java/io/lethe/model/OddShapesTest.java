package io.lethe.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kv.KvSequence;
import io.lethe.tensor.Kernels;
import io.lethe.tensor.ScalarKernels;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Widths that no vector, tile or panel divides. */
class OddShapesTest {
  @TempDir private Path folder;

  private Path model(int hidden, int heads, int kvHeads, int headDim, int wide, int vocabulary) {
    Random random = new Random(hidden + heads + headDim);
    GgufEdit edit =
        GgufEdit.of(Tiny.file("llama3"))
            .withoutTensor("rope_freqs.weight")
            .with("llama.block_count", 1)
            .with("llama.embedding_length", hidden)
            .with("llama.attention.head_count", heads)
            .with("llama.attention.head_count_kv", kvHeads)
            .with("llama.attention.key_length", headDim)
            .with("llama.attention.value_length", headDim)
            .with("llama.rope.dimension_count", headDim)
            .with("llama.feed_forward_length", wide);
    put(edit, random, "token_embd.weight", hidden, vocabulary);
    put(edit, random, "output_norm.weight", hidden);
    put(edit, random, "blk.0.attn_norm.weight", hidden);
    put(edit, random, "blk.0.attn_q.weight", hidden, heads * headDim);
    put(edit, random, "blk.0.attn_k.weight", hidden, kvHeads * headDim);
    put(edit, random, "blk.0.attn_v.weight", hidden, kvHeads * headDim);
    put(edit, random, "blk.0.attn_output.weight", heads * headDim, hidden);
    put(edit, random, "blk.0.ffn_norm.weight", hidden);
    put(edit, random, "blk.0.ffn_gate.weight", hidden, wide);
    put(edit, random, "blk.0.ffn_up.weight", hidden, wide);
    put(edit, random, "blk.0.ffn_down.weight", wide, hidden);
    return edit.writeTo(folder.resolve("odd.gguf"));
  }

  private static void put(GgufEdit edit, Random random, String name, long... shape) {
    float[] values = new float[(int) LongStream.of(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    edit.withFloats(name, values, shape);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 2, 1, 1",
    "3, 1, 1, 2, 5, 2",
    "38, 3, 1, 10, 51, 77",
    "31, 4, 2, 34, 33, 65",
    "65, 15, 5, 66, 129, 63",
    "33, 60, 1, 6, 40, 100",
  })
  void agreeWithPlainLoopsAndWithScalarKernels(
      int hidden, int heads, int kvHeads, int headDim, int wide, int vocabulary) {
    Path file = model(hidden, heads, kvHeads, headDim, wide, vocabulary);
    int[] ids = Tiny.randomIds(1, 70, vocabulary);
    float[][] wanted =
        new SlowLlama(file)
            .logits(ids, LongStream.range(0, ids.length).toArray(), (query, key) -> true);
    try (Rig simd = Rig.of(file);
        Rig scalar = new Rig(file, new ScalarKernels(), 3, 32);
        KvSequence a = simd.sequence();
        KvSequence b = scalar.sequence()) {
      float[][] found = simd.read(a, ids, 37);
      for (int t = 0; t < ids.length; t++) {
        assertThat(Logits.distance(found[t], wanted[t])).as("token %d", t).isLessThan(1e-4);
      }
      assertThat(Logits.bits(scalar.read(b, ids, 1))).isDeepEqualTo(Logits.bits(found));
    }
  }

  @Test
  void aBatchOfNothingComputesNothing() {
    try (Rig rig = new Rig(Tiny.file("gemma3"), Kernels.best(), 2, 32)) {
      assertThat(rig.forward(new Batch())).isEmpty();
    }
  }
}
