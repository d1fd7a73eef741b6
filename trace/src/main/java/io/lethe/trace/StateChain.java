package io.lethe.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Computes the names of states. A history is a row of steps; each step's name is the SHA-256 of the
 * name before and the step:
 *
 * <pre>
 * start     "lethe state 1\n"  u32 length, fingerprint bytes  u32 length, arithmetic in UTF-8
 * column    name  01  u64 position  u32 token id
 * forget    name  02  spans
 * redact    name  03  spans
 * repair    name  04  spans  f64 share
 * close     name  05  spans
 * truncate  name  06  u64 tokens that stay
 * spans     u32 count, then u64 start, u64 end of each, in order, merged
 * </pre>
 *
 * Numbers are big-endian. A token is a step of its own, so the names do not tell how tokens were
 * cut into events, nor whether a token was read or written. Truncating to a length at or after the
 * last step that was not a column is no step: it takes the chain back to the name it had at that
 * length, since the state is that state to the bit. Times, texts, parts, turns, reasons, pins,
 * recalls, forks and checkpoints are no steps.
 *
 * <p>For one thread at a time. Holds 32 bytes for each token since the last step that was not one.
 */
public final class StateChain {
  private static final byte COLUMN = 1;
  private static final byte CLOSE = 5;
  private static final byte TRUNCATE = 6;

  private final MessageDigest sha;

  /** Tokens when the last step other than a column was taken. */
  private long settled;

  /** Tokens read or written since. */
  private int fresh;

  private byte[] names; // [1 + fresh][32]: the name after the settled tokens and after each since

  /**
   * Starts with nothing read.
   *
   * @param fingerprint of the model, lower-case hexadecimal
   * @param arithmetic name and version of the arithmetic
   */
  public StateChain(String fingerprint, String arithmetic) {
    Wanted.hex(fingerprint, "fingerprint");
    this.sha = sha256();
    this.names = new byte[StateId.BYTES];
    byte[] model = HexFormat.of().parseHex(fingerprint);
    byte[] how = arithmetic.getBytes(UTF_8);
    sha.update("lethe state 1\n".getBytes(UTF_8));
    sha.update(ByteBuffer.allocate(4).putInt(model.length).flip());
    sha.update(model);
    sha.update(ByteBuffer.allocate(4).putInt(how.length).flip());
    sha.update(how);
    finish(0);
  }

  private StateChain(StateChain other, byte[] names) {
    this.sha = sha256();
    this.settled = other.settled;
    this.fresh = other.fresh;
    this.names = names;
  }

  /** A chain at the same state that goes on by itself. */
  public StateChain fork() {
    return new StateChain(this, Arrays.copyOf(names, (1 + fresh) * StateId.BYTES));
  }

  /**
   * A chain at the same state that shares its memory with this one: only one of them may take
   * another step, the other must be forgotten by then. Costs nothing, however long the history.
   */
  StateChain attempt() {
    return new StateChain(this, names);
  }

  /** The name of the state now. */
  public StateId head() {
    return StateId.of(names, fresh * StateId.BYTES);
  }

  /** How many tokens were read or written, those deleted in place included. */
  public long tokens() {
    return settled + fresh;
  }

  /** The shortest length at which {@link #at} knows the state. */
  public long oldest() {
    return settled;
  }

  /**
   * The name of the state when it had this many tokens.
   *
   * @throws IllegalArgumentException if {@code tokens} is not from {@link #oldest} to {@link
   *     #tokens}
   */
  public StateId at(long tokens) {
    Wanted.within(settled, tokens(), tokens, "length");
    return StateId.of(names, (int) (tokens - settled) * StateId.BYTES);
  }

  /** Reads or writes tokens at positions that count up from the first. */
  public void columns(long firstPosition, TokenIds tokens) {
    Wanted.positions(firstPosition, tokens.size());
    int needed = Math.multiplyExact(1 + fresh + tokens.size(), StateId.BYTES);
    if (needed > names.length) {
      names = Arrays.copyOf(names, Math.max(needed, (int) Math.min(2L * names.length, 1L << 30)));
    }
    ByteBuffer step = ByteBuffer.allocate(StateId.BYTES + 13);
    for (int i = 0; i < tokens.size(); i++) {
      step.clear().put(names, fresh * StateId.BYTES, StateId.BYTES);
      step.put(COLUMN).putLong(firstPosition + i).putInt(tokens.id(i));
      sha.update(step.array());
      fresh++;
      finish(fresh);
    }
  }

  /** Takes the step of an event, if it is one. */
  public void apply(TraceEvent event) {
    switch (event) {
      case TraceEvent.Appended appended -> columns(appended.firstPosition(), appended.tokens());
      case TraceEvent.Generated generated -> columns(generated.firstPosition(), generated.tokens());
      case TraceEvent.Deleted deleted -> delete(deleted);
      case TraceEvent.Closed closed -> settle(CLOSE, closed.spans(), ByteBuffer.allocate(0));
      case TraceEvent.Truncated truncated -> truncate(truncated.length());
      case TraceEvent.Opened _,
          TraceEvent.Pinned _,
          TraceEvent.Forked _,
          TraceEvent.Recalled _,
          TraceEvent.Checkpoint _ -> {}
    }
  }

  private void delete(TraceEvent.Deleted deleted) {
    ByteBuffer share = ByteBuffer.allocate(8);
    deleted.share().ifPresent(share::putDouble);
    settle(deleted.kind().step(), deleted.spans(), share.flip());
  }

  /**
   * Takes away all tokens after a length.
   *
   * @throws IllegalArgumentException if there are not as many
   */
  public void truncate(long length) {
    Wanted.within(0, tokens(), length, "length");
    if (length >= settled) {
      fresh = (int) (length - settled);
    } else {
      settle(TRUNCATE, List.of(), ByteBuffer.allocate(8).putLong(length).flip());
      settled = length;
    }
  }

  private void settle(byte step, List<TracedSpan> spans, ByteBuffer rest) {
    sha.update(names, fresh * StateId.BYTES, StateId.BYTES);
    sha.update(step);
    if (step != TRUNCATE) {
      ByteBuffer numbers = ByteBuffer.allocate(4 + 16 * spans.size()).putInt(spans.size());
      spans.forEach(span -> numbers.putLong(span.start()).putLong(span.end()));
      sha.update(numbers.flip());
    }
    sha.update(rest);
    settled += fresh;
    fresh = 0;
    names = new byte[StateId.BYTES];
    finish(0);
  }

  private void finish(int index) {
    try {
      sha.digest(names, index * StateId.BYTES, StateId.BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
