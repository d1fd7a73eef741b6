package io.lethe.model;

import io.lethe.gguf.Metadata;
import io.lethe.kv.KvSequence;
import io.lethe.kv.KvShape;
import io.lethe.tensor.MatrixProduct.Term;
import io.lethe.tensor.PackedMatrix;
import io.lethe.tensor.Rows;

/**
 * Qwen 2 and 2.5 (Yang et al. 2024): a Llama whose query, key and value products have biases, and
 * whose heads turn in halves.
 */
final class Qwen2 implements Model {
  private final ModelConfig config;
  private final Compute compute;
  private final Weights weights;
  private final KvShape shape;
  private final Attention attention;
  private final Rope rope;

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
      float[] qBias,
      PackedMatrix k,
      float[] kBias,
      PackedMatrix v,
      float[] vBias,
      PackedMatrix o,
      float[] feedForwardNorm,
      PackedMatrix gate,
      PackedMatrix up,
      PackedMatrix down) {}

  Qwen2(Weights weights, Compute compute) {
    Metadata metadata = weights.file().metadata();
    ModelConfig c = Configs.of(weights.file(), "qwen2");
    this.config = c;
    this.weights = weights;
    this.compute = compute;
    this.shape = new KvShape(c.layers(), c.kvHeads(), c.headDim());
    this.attention = new Attention(compute, c, shape, (float) (1.0 / Math.sqrt(c.headDim())));
    this.rope =
        new Rope(
            c.headDim(),
            c.ropeBase(),
            Rope.scaled(c.headDim(), Configs.linearScaling(metadata, "qwen2")),
            Rope.Pairing.HALVES);

    embedding = weights.embedding(c.hidden());
    layers = new Layer[c.layers()];
    for (int i = 0; i < layers.length; i++) {
      String b = "blk." + i + ".";
      layers[i] =
          new Layer(
              weights.vector(b + "attn_norm.weight", c.hidden()),
              weights.matrix(b + "attn_q.weight", c.heads() * c.headDim(), c.hidden()),
              weights.vector(b + "attn_q.bias", c.heads() * c.headDim()),
              weights.matrix(b + "attn_k.weight", c.kvHeads() * c.headDim(), c.hidden()),
              weights.vector(b + "attn_k.bias", c.kvHeads() * c.headDim()),
              weights.matrix(b + "attn_v.weight", c.kvHeads() * c.headDim(), c.hidden()),
              weights.vector(b + "attn_v.bias", c.kvHeads() * c.headDim()),
              weights.matrix(b + "attn_output.weight", c.hidden(), c.heads() * c.headDim()),
              weights.vector(b + "ffn_norm.weight", c.hidden()),
              weights.matrix(b + "ffn_gate.weight", c.feedForward(), c.hidden()),
              weights.matrix(b + "ffn_up.weight", c.feedForward(), c.hidden()),
              weights.matrix(b + "ffn_down.weight", c.hidden(), c.feedForward()));
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
    rope.prepare(batch);

    for (int i = 0; i < batch.layers(layers.length); i++) {
      Layer layer = layers[i];

      // attention
      compute.normalise(x, layer.attentionNorm, config.normEpsilon(), normed);
      compute.multiply(normed, new Term(layer.q, q), new Term(layer.k, k), new Term(layer.v, v));
      compute.addBiasInPlace(q, layer.qBias);
      compute.addBiasInPlace(k, layer.kBias);
      compute.addBiasInPlace(v, layer.vBias);
      compute.eachRow(
          batch.rows(),
          r -> {
            rope.rotate(q, r, config.heads());
            rope.rotate(k, r, config.kvHeads());
          });
      attention.store(i, batch, k, v);
      attention.attend(i, batch, q, attended, new Attention.Visibility.Causal());
      compute.multiply(attended, new Term(layer.o, projected));
      compute.addInPlace(x, projected);

      // feed-forward
      compute.normalise(x, layer.feedForwardNorm, config.normEpsilon(), normed);
      compute.multiply(normed, new Term(layer.gate, gate), new Term(layer.up, up));
      compute.siluTimesInPlace(gate, up);
      compute.multiply(gate, new Term(layer.down, projected));
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
    attention.turnKeys(sequence, from, to, by, i -> rope);
  }

  @Override
  public void close() {
    weights.close();
  }
}
