package io.lethe.cli.models;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A model file in the making, {@code NAME.gguf.part}, that can be continued after an interruption.
 *
 * <p>Beside it lies {@code NAME.gguf.part.json}, which says what the bytes belong to. The SHA-256
 * is computed while writing, so that publishing reads nothing again.
 */
final class PartFile implements AutoCloseable {
  /**
   * What the bytes so far are.
   *
   * @param identity what they are a beginning of; anything else starts anew
   * @param validator the server's own tag of the bytes, for If-Range
   * @param pieces the wheels that are wholly in
   * @param bytes the bytes of those wheels
   */
  record State(String identity, @Nullable String validator, int pieces, long bytes) {}

  private final Path file;
  private final Path stateFile;
  private final FileChannel channel;
  private State state;
  private Sha256 sha = new Sha256();
  private long length;

  private PartFile(Path file, FileChannel channel, State state) {
    this.file = file;
    this.stateFile = stateFile(file);
    this.channel = channel;
    this.state = state;
  }

  /** Opens the part of a transfer byte by byte: what is there is kept if it has this identity. */
  static PartFile ofBytes(Path file, String identity) throws IOException {
    return open(file, identity, Files.exists(file) ? Files.size(file) : 0);
  }

  /** Opens the part of a transfer piece by piece: what lies behind the last whole piece is cut. */
  static PartFile ofPieces(Path file, String identity) throws IOException {
    State old = readState(stateFile(file));
    return open(file, identity, old == null ? 0 : old.bytes());
  }

  private static PartFile open(Path file, String identity, long keep) throws IOException {
    State old = readState(stateFile(file));
    boolean known = old != null && old.identity().equals(identity) && Files.exists(file);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    PartFile part =
        new PartFile(file, channel, known && old != null ? old : new State(identity, null, 0, 0));
    try {
      if (known && Files.size(file) >= keep) {
        channel.truncate(keep);
        part.length = keep;
        part.sha.update(file);
        channel.position(keep);
      } else {
        part.restart();
      }
      return part;
    } catch (IOException e) {
      part.close();
      throw e;
    }
  }

  long length() {
    return length;
  }

  int pieces() {
    return state.pieces();
  }

  @Nullable String validator() {
    return state.validator();
  }

  void write(byte[] bytes, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    sha.update(bytes, count);
    length += count;
  }

  /** Throws away what is there. */
  void restart() throws IOException {
    channel.truncate(0);
    channel.position(0);
    sha = new Sha256();
    length = 0;
    save(new State(state.identity(), null, 0, 0));
  }

  /** Notes the tag the server gave to the bytes that follow. */
  void tag(@Nullable String validator) throws IOException {
    save(new State(state.identity(), validator, 0, 0));
  }

  /** Notes that one more piece is wholly in. */
  void closePiece() throws IOException {
    channel.force(false);
    save(new State(state.identity(), null, state.pieces() + 1, length));
  }

  /** Makes the part the file {@code target} if its checksum is {@code wanted}, else deletes it. */
  void publish(Path target, String wanted) throws IOException {
    String found = sha.finish();
    if (!found.equals(wanted)) {
      discard();
      throw new ModelStoreException.ChecksumMismatch(
          target.getFileName() + ", as fetched,", found, wanted);
    }
    channel.force(true);
    close();
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(stateFile);
  }

  /** Deletes the part. */
  void discard() throws IOException {
    close();
    delete(file);
  }

  static void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
    Files.deleteIfExists(stateFile(file));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void save(State next) throws IOException {
    state = next;
    Files.write(stateFile, ModelJson.mapper().writeValueAsBytes(next));
  }

  private static @Nullable State readState(Path stateFile) throws IOException {
    if (!Files.exists(stateFile)) {
      return null;
    }
    try {
      return ModelJson.mapper().readValue(Files.readAllBytes(stateFile), State.class);
    } catch (JacksonException _) {
      return null; // cut short by a crash: start anew
    }
  }

  private static Path stateFile(Path file) {
    return file.resolveSibling(file.getFileName() + ".json");
  }
}
