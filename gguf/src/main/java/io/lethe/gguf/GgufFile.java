package io.lethe.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Owns the memory map of one GGUF file (version 2 or 3, little-endian). Metadata and tensors are
 * views of that map: using one after {@link #close} throws {@link IllegalStateException}. Any
 * thread may read and any thread may close.
 *
 * <p>Opening checks the whole header and reads no tensor: milliseconds, whatever the size of the
 * model. Tensors of types Lethe does not decode do not keep a file from opening; they refuse when
 * their type or data is asked for. The file must not be changed or truncated while it is open: the
 * operating system answers that with a fault, in Java an {@link InternalError}.
 */
public final class GgufFile implements AutoCloseable {
  private final Path path;
  private final Arena arena;
  private final MemorySegment bytes;
  private final Header header;
  private final Metadata metadata;
  private final Map<String, GgufTensor> tensors;

  private GgufFile(Path path, Arena arena, MemorySegment bytes) {
    this.path = path;
    this.arena = arena;
    this.bytes = bytes;
    this.header = HeaderReader.read(path, bytes);
    this.metadata = new Metadata(path, bytes, header.metadata());
    this.tensors = TensorTable.of(path, bytes, header);
  }

  /**
   * Maps the file and checks its header.
   *
   * @throws GgufException if the file cannot be read or is not well-formed
   */
  public static GgufFile open(Path path) {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      return new GgufFile(path, arena, bytes);
    } catch (IOException e) {
      arena.close();
      throw new GgufException.Unreadable(path, e);
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  public Path path() {
    return path;
  }

  /** The format's version, 2 or 3. */
  public int version() {
    return header.version();
  }

  /** Size of the file. */
  public long byteSize() {
    return bytes.byteSize();
  }

  public Metadata metadata() {
    return metadata;
  }

  /** All tensors in the file's order, those of unsupported types included. */
  public List<GgufTensor> tensors() {
    return List.copyOf(tensors.values());
  }

  /**
   * The tensor of this name.
   *
   * @throws GgufException.MissingTensor if there is none
   */
  public GgufTensor tensor(String name) {
    return findTensor(name)
        .orElseThrow(() -> new GgufException.MissingTensor(path, name, tensors.size()));
  }

  public Optional<GgufTensor> findTensor(String name) {
    @Nullable GgufTensor tensor = tensors.get(name);
    return Optional.ofNullable(tensor);
  }

  /** The identity of the model, computed at every call from a few megabytes of the file. */
  public Fingerprint fingerprint() {
    return Fingerprint.of(bytes, header, tensors.values());
  }

  /** Ends every view of this file. Closing twice does nothing. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
