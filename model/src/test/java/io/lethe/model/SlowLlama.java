package io.lethe.model;

import io.lethe.gguf.GgufFile;
import io.lethe.gguf.GgufTensor;
import io.lethe.gguf.Metadata;
import io.lethe.tensor.Dequantization;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Llama once more, in double precision and plain loops over whole prompts, with a mask in place of
 * a cache: what the model must agree with, sharing no line with it but the decoding of weights.
 */
final class SlowLlama {
  /** Whether the token at index {@code query} sees the one at {@code key}, which is no later. */
  @FunctionalInterface
  interface Mask {
    boolean sees(int query, int key);
  }

  private final Map<String, double[]> tensors = new HashMap<>();
  private final int layers;
  private final int heads;
  private final int kvHeads;
  private final int hidden;
  private final int headDim;
  private final double epsilon;
  private final double[] frequencies;

  SlowLlama(Path path) {
    try (GgufFile file = GgufFile.open(path)) {
      for (GgufTensor tensor : file.tensors()) {
        float[] values = new float[(int) tensor.elements()];
        Dequantization.decode(tensor.type(), tensor.data(), 0, values, 0, values.length);
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        tensors.put(tensor.name(), wide);
      }
      Metadata m = file.metadata();
      layers = (int) m.integer("llama.block_count");
      heads = (int) m.integer("llama.attention.head_count");
      kvHeads = (int) m.integer("llama.attention.head_count_kv");
      hidden = (int) m.integer("llama.embedding_length");
      headDim = tensor("blk.0.attn_q.weight").length / hidden / heads;
      epsilon = m.real("llama.attention.layer_norm_rms_epsilon");
      double base = m.findReal("llama.rope.freq_base").orElse(10000);
      double linear = m.findReal("llama.rope.scaling.factor").orElse(1);
      double[] factors = tensors.getOrDefault("rope_freqs.weight", new double[headDim / 2]);
      frequencies = new double[headDim / 2];
      Arrays.setAll(
          frequencies,
          i -> Math.pow(base, -2.0 * i / headDim) / (factors[i] == 0 ? linear : factors[i]));
    }
  }

  private double[] tensor(String name) {
    double[] tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(name);
    }
    return tensor;
  }

  /** The logits after each token. */
  float[][] logits(int[] ids, long[] positions, Mask mask) {
    return logits(ids, positions, mask, new double[ids.length][ids.length]);
  }

  /** The attention that each token gives to each, added over layers and heads. */
  double[][] attention(int[] ids, long[] positions, Mask mask) {
    double[][] attention = new double[ids.length][ids.length];
    logits(ids, positions, mask, attention);
    return attention;
  }

  private float[][] logits(int[] ids, long[] positions, Mask mask, double[][] attention) {
    double[] embedding = tensor("token_embd.weight");
    double[][] x = new double[ids.length][];
    for (int t = 0; t < ids.length; t++) {
      x[t] = Arrays.copyOfRange(embedding, ids[t] * hidden, (ids[t] + 1) * hidden);
    }
    for (int layer = 0; layer < layers; layer++) {
      String b = "blk." + layer + ".";
      double[][] n = each(x, row -> norm(row, b + "attn_norm.weight"));
      double[][] q = each(n, row -> product(row, b + "attn_q.weight"));
      double[][] k = each(n, row -> product(row, b + "attn_k.weight"));
      double[][] v = each(n, row -> product(row, b + "attn_v.weight"));
      for (int t = 0; t < ids.length; t++) {
        rotate(q[t], positions[t]);
        rotate(k[t], positions[t]);
      }
      for (int t = 0; t < ids.length; t++) {
        add(x[t], product(attend(t, q[t], k, v, mask, attention[t]), b + "attn_output.weight"));
        double[] normed = norm(x[t], b + "ffn_norm.weight");
        double[] gate = product(normed, b + "ffn_gate.weight");
        double[] up = product(normed, b + "ffn_up.weight");
        Arrays.setAll(gate, i -> gate[i] / (1 + Math.exp(-gate[i])) * up[i]);
        add(x[t], product(gate, b + "ffn_down.weight"));
      }
    }
    String output = tensors.containsKey("output.weight") ? "output.weight" : "token_embd.weight";
    return Arrays.stream(x)
        .map(row -> narrowed(product(norm(row, "output_norm.weight"), output)))
        .toArray(float[][]::new);
  }

  private double[] attend(
      int t, double[] q, double[][] k, double[][] v, Mask mask, double[] attention) {
    double[] out = new double[heads * headDim];
    for (int h = 0; h < heads; h++) {
      int kv = h / (heads / kvHeads) * headDim;
      double[] scores = new double[t + 1];
      for (int s = 0; s <= t; s++) {
        for (int d = 0; d < headDim; d++) {
          scores[s] += q[h * headDim + d] * k[s][kv + d] / Math.sqrt(headDim);
        }
        scores[s] = mask.sees(t, s) ? scores[s] : Double.NEGATIVE_INFINITY;
      }
      double max = Arrays.stream(scores).max().orElseThrow();
      double total = Arrays.stream(scores).map(s -> Math.exp(s - max)).sum();
      for (int s = 0; s <= t; s++) {
        attention[s] += Math.exp(scores[s] - max) / total;
        for (int d = 0; d < headDim; d++) {
          out[h * headDim + d] += Math.exp(scores[s] - max) / total * v[s][kv + d];
        }
      }
    }
    return out;
  }

  private void rotate(double[] x, long position) {
    for (int o = 0; o < x.length; o += headDim) {
      for (int i = 0; i < headDim / 2; i++) {
        double cos = Math.cos(position * frequencies[i]);
        double sin = Math.sin(position * frequencies[i]);
        double a = x[o + 2 * i];
        double b = x[o + 2 * i + 1];
        x[o + 2 * i] = a * cos - b * sin;
        x[o + 2 * i + 1] = a * sin + b * cos;
      }
    }
  }

  private double[] norm(double[] x, String weight) {
    double factor = 1 / Math.sqrt(Arrays.stream(x).map(v -> v * v).sum() / x.length + epsilon);
    double[] w = tensor(weight);
    double[] out = new double[x.length];
    Arrays.setAll(out, i -> x[i] * factor * w[i]);
    return out;
  }

  private double[] product(double[] x, String weight) {
    double[] w = tensor(weight);
    double[] out = new double[w.length / x.length];
    for (int r = 0; r < out.length; r++) {
      for (int c = 0; c < x.length; c++) {
        out[r] += w[r * x.length + c] * x[c];
      }
    }
    return out;
  }

  private static float[] narrowed(double[] x) {
    float[] out = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      out[i] = (float) x[i];
    }
    return out;
  }

  private static void add(double[] x, double[] y) {
    Arrays.setAll(x, i -> x[i] + y[i]);
  }

  private static double[][] each(double[][] rows, UnaryOperator<double[]> step) {
    return Arrays.stream(rows).map(step).toArray(double[][]::new);
  }
}
