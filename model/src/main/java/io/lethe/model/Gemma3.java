package io.lethe.model;

import io.lethe.gguf.Metadata;
import io.lethe.kv.KvSequence;
import io.lethe.kv.KvShape;
import io.lethe.tensor.MatrixProduct.Term;
import io.lethe.tensor.PackedMatrix;
import io.lethe.tensor.Rows;

/**
 * Gemma 3 (Gemma team 2025), text: norms before and after each half of a block (the file holds them
 * with 1 added), normalised query and key heads, GELU-gated feed-forward, embeddings scaled by the
 * root of their width. Five of six layers see a sliding window and turn with a base of their own;
 * the sixth sees all, with the file's base and scaling.
 */
final class Gemma3 implements Model {
  /** Every so many layers one sees all columns. */
  private static final int GLOBAL_EVERY = 6;

  private static final double LOCAL_BASE = 10000;

  private final ModelConfig config;
  private final Compute compute;
  private final Weights weights;
  private final KvShape shape;
  private final Attention attention;
  private final Rope localRope;
  private final Rope globalRope;
  private final Attention.Visibility window;

  private final Embedding embedding; // [vocabulary, hidden]
  private final Layer[] layers;
  private final float[] outputNorm; // [hidden]
  private final PackedMatrix output; // [vocabulary, hidden]

  private final Rows x; // [rows, hidden], the residual stream
  private final Rows normed; // [rows, hidden]
  private final Rows q; // [rows, heads * headDim]
  private final Rows k; // [rows, kvHeads * headDim]
  private final Rows v; // [rows, kvHeads * headDim]
  private final Rows attended; // [rows, heads * headDim]
  private final Rows projected; // [rows, hidden]
  private final Rows gate; // [rows, feedForward]
  private final Rows up; // [rows, feedForward]
  private final Rows last; // [outputRows, hidden]

  private record Layer(
      float[] attentionNorm,
      PackedMatrix q,
      float[] qNorm,
      PackedMatrix k,
      float[] kNorm,
      PackedMatrix v,
      PackedMatrix o,
      float[] afterAttentionNorm,
      float[] feedForwardNorm,
      PackedMatrix gate,
      PackedMatrix up,
      PackedMatrix down,
      float[] afterFeedForwardNorm) {}

  Gemma3(Weights weights, Compute compute) {
    Metadata metadata = weights.file().metadata();
    ModelConfig c = Configs.of(weights.file(), "gemma3");
    this.config = c;
    this.weights = weights;
    this.compute = compute;
    this.shape = new KvShape(c.layers(), c.kvHeads(), c.headDim());
    this.attention = new Attention(compute, c, shape, (float) (1.0 / Math.sqrt(c.headDim())));
    this.localRope =
        new Rope(
            c.headDim(),
            Configs.positive(
                "local RoPE base",
                metadata.findReal("gemma3.rope.freq_base_swa").orElse(LOCAL_BASE)),
            Rope.unscaled(c.headDim()),
            Rope.Pairing.HALVES);
    this.globalRope =
        new Rope(
            c.headDim(),
            c.ropeBase(),
            Rope.scaled(c.headDim(), Configs.linearScaling(metadata, "gemma3")),
            Rope.Pairing.HALVES);
    this.window =
        new Attention.Visibility.Sliding(
            Math.clamp(metadata.integer("gemma3.attention.sliding_window"), 1, Integer.MAX_VALUE));

    embedding = weights.embedding(c.hidden());
    layers = new Layer[c.layers()];
    for (int i = 0; i < layers.length; i++) {
      String b = "blk." + i + ".";
      layers[i] =
          new Layer(
              weights.vector(b + "attn_norm.weight", c.hidden()),
              weights.matrix(b + "attn_q.weight", c.heads() * c.headDim(), c.hidden()),
              weights.vector(b + "attn_q_norm.weight", c.headDim()),
              weights.matrix(b + "attn_k.weight", c.kvHeads() * c.headDim(), c.hidden()),
              weights.vector(b + "attn_k_norm.weight", c.headDim()),
              weights.matrix(b + "attn_v.weight", c.kvHeads() * c.headDim(), c.hidden()),
              weights.matrix(b + "attn_output.weight", c.hidden(), c.heads() * c.headDim()),
              weights.vector(b + "post_attention_norm.weight", c.hidden()),
              weights.vector(b + "ffn_norm.weight", c.hidden()),
              weights.matrix(b + "ffn_gate.weight", c.feedForward(), c.hidden()),
              weights.matrix(b + "ffn_up.weight", c.feedForward(), c.hidden()),
              weights.matrix(b + "ffn_down.weight", c.hidden(), c.feedForward()),
              weights.vector(b + "post_ffw_norm.weight", c.hidden()));
    }
    outputNorm = weights.vector("output_norm.weight", c.hidden());
    output = weights.output(c.vocabulary(), c.hidden());

    x = new Rows(c.hidden());
    normed = new Rows(c.hidden());
    q = new Rows(c.heads() * c.headDim());
    k = new Rows(c.kvHeads() * c.headDim());
    v = new Rows(c.kvHeads() * c.headDim());
    attended = new Rows(c.heads() * c.headDim());
    projected = new Rows(c.hidden());
    gate = new Rows(c.feedForward());
    up = new Rows(c.feedForward());
    last = new Rows(c.hidden());
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public KvShape kvShape() {
    return shape;
  }

  @Override
  public void forward(Batch batch, Rows logits) {
    batch.requireShape(shape);
    for (Rows rows : new Rows[] {x, normed, q, k, v, attended, projected, gate, up}) {
      rows.resize(batch.rows());
    }
    embedding.lookUp(batch, x, compute);
    compute.scaleInPlace(x, (float) Math.sqrt(config.hidden()));
    localRope.prepare(batch);
    globalRope.prepare(batch);

    for (int i = 0; i < batch.layers(layers.length); i++) {
      Layer layer = layers[i];
      boolean global = isGlobal(i);
      Rope rope = global ? globalRope : localRope;
      Attention.Visibility visibility = global ? new Attention.Visibility.Causal() : window;

      // attention
      compute.normalise(x, layer.attentionNorm, config.normEpsilon(), normed);
      compute.multiply(normed, new Term(layer.q, q), new Term(layer.k, k), new Term(layer.v, v));
      compute.eachRow(
          batch.rows(),
          r -> {
            compute.normaliseHeads(q, r, layer.qNorm, config.normEpsilon());
            compute.normaliseHeads(k, r, layer.kNorm, config.normEpsilon());
            rope.rotate(q, r, config.heads());
            rope.rotate(k, r, config.kvHeads());
          });
      attention.store(i, batch, k, v);
      attention.attend(i, batch, q, attended, visibility);
      compute.multiply(attended, new Term(layer.o, projected));
      compute.normalise(projected, layer.afterAttentionNorm, config.normEpsilon(), projected);
      compute.addInPlace(x, projected);

      // feed-forward
      compute.normalise(x, layer.feedForwardNorm, config.normEpsilon(), normed);
      compute.multiply(normed, new Term(layer.gate, gate), new Term(layer.up, up));
      compute.geluTimesInPlace(gate, up);
      compute.multiply(gate, new Term(layer.down, projected));
      compute.normalise(projected, layer.afterFeedForwardNorm, config.normEpsilon(), projected);
      compute.addInPlace(x, projected);
    }

    // logits of the rows that are asked for
    if (batch.outputRows() > 0) {
      last.resize(batch.outputRows());
      logits.resize(batch.outputRows());
      compute.gather(x, batch, last);
      compute.normalise(last, outputNorm, config.normEpsilon(), last);
      compute.multiply(last, new Term(output, logits));
    }
  }

  @Override
  public void turnKeys(KvSequence sequence, int from, int to, long by) {
    attention.turnKeys(sequence, from, to, by, i -> isGlobal(i) ? globalRope : localRope);
  }

  private static boolean isGlobal(int layer) {
    return (layer + 1) % GLOBAL_EVERY == 0;
  }

  @Override
  public void close() {
    weights.close();
  }
}
