package io.lethe.engine;

import io.lethe.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Some steps of greedy decoding, past whatever ends an answer.
 *
 * @param ids the likeliest token at each step
 * @param margins its logit minus that of the second
 * @param text all of it, control tokens as they are written
 */
record GreedyRun(int[] ids, double[] margins, String text) {
  static GreedyRun of(TokenSession session, int steps) {
    int[] ids = new int[steps];
    double[] margins = new double[steps];
    for (int i = 0; i < steps; i++) {
      float[] logits = session.liveLogits();
      int best = Sampler.likeliest(logits);
      double second = Double.NEGATIVE_INFINITY;
      for (int id = 0; id < logits.length; id++) {
        second = id == best ? second : Math.max(second, logits[id]);
      }
      ids[i] = best;
      margins[i] = logits[best] - second;
      session.append(new int[] {best});
    }
    return new GreedyRun(ids, margins, text(session.engine().tokenizer(), ids));
  }

  private static String text(Tokenizer tokenizer, int[] ids) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int id : ids) {
      byte[] own = tokenizer.bytes(id);
      bytes.writeBytes(
          own.length == 0 ? tokenizer.piece(id).getBytes(StandardCharsets.UTF_8) : own);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
