package io.lethe.kv;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Owns a folder of blocks on disk, addressed by their content: equal blocks of one model are stored
 * once. A block is a cache of what a trace can compute again, so a store may lose blocks (to its
 * budget, to damage) but never gives one that is not what was put.
 *
 * <p>A file gets its name when it is whole and on the disk; a killed writer leaves a part that the
 * next store deletes. Which blocks make a session is for the caller to record. Several stores, of
 * other models and in other processes too, may share a folder and its budget. Safe for many
 * threads. Holds nothing open but the blocks that were found and not yet closed.
 */
public final class BlockStore {
  private final BlockFolder folder;
  private final KvShape shape;
  private final byte[] fingerprint;
  private final long budgetBytes;
  private final BlockBudget budget;
  private final ConcurrentMap<BlockId, Integer> pins = new ConcurrentHashMap<>();

  /**
   * Opens the folder, or makes it.
   *
   * @param fingerprint what computes the columns: the model and the arithmetic; 1 to 1024 bytes
   * @param budgetBytes what all files may take together; the least recently used blocks go first
   * @throws BlockStoreException if the folder can not be made or read
   */
  public BlockStore(Path folder, KvShape shape, byte[] fingerprint, long budgetBytes) {
    if (fingerprint.length < 1 || fingerprint.length > BlockHeader.MOST_FINGERPRINT_BYTES) {
      throw new IllegalArgumentException(
          "found a fingerprint of %d bytes, wanted 1 to %d"
              .formatted(fingerprint.length, BlockHeader.MOST_FINGERPRINT_BYTES));
    }
    if (budgetBytes < 1) {
      throw new IllegalArgumentException(
          "found a budget of " + budgetBytes + " bytes, wanted at least 1");
    }
    this.shape = shape;
    this.fingerprint = fingerprint.clone();
    this.budgetBytes = budgetBytes;
    try {
      this.folder = new BlockFolder(folder);
      this.folder.deleteAbandonedParts();
    } catch (IOException e) {
      throw new BlockStoreException(folder, "a folder to keep blocks in", e);
    }
    this.budget = new BlockBudget(this.folder, budgetBytes, pins::containsKey);
  }

  public Path folder() {
    return folder.path();
  }

  /** The most bytes that all files of the folder may take together. */
  public long budgetBytes() {
    return budgetBytes;
  }

  /**
   * The name that {@link #put} gives a block. Takes its time from the digests: SHA-256 of them all.
   *
   * @param slots columns there is room for
   * @param usedSlots columns that were written, the first ones
   * @param columnDigests the SHA-256 of each used column, 32 bytes each
   */
  public BlockId id(int slots, int usedSlots, byte[] columnDigests) {
    return new BlockHeader(shape, slots, usedSlots, fingerprint, columnDigests).id();
  }

  /**
   * Stores a block, or notes that an equal one is stored. Evicts others where the budget asks for
   * it. Returns when the file is on the disk.
   *
   * @param block the memory of the block as {@link BlockPool} lays it out; must not change
   *     meanwhile
   * @param slots columns there is room for
   * @param usedSlots columns that were written, the first ones
   * @param columnDigests the SHA-256 of each used column, 32 bytes each
   * @throws BlockStoreException if the disk is full or refuses; the store is as before then
   */
  public Storing put(MemorySegment block, int slots, int usedSlots, byte[] columnDigests) {
    BlockHeader header = new BlockHeader(shape, slots, usedSlots, fingerprint, columnDigests);
    if (block.byteSize() != header.payloadBytes()) {
      throw new IllegalArgumentException(
          "found a block of %d bytes, wanted %d for %d slots of %s"
              .formatted(block.byteSize(), header.payloadBytes(), slots, shape));
    }
    BlockId id = header.id();
    if (header.fileBytes() > budgetBytes) {
      return new Storing.Refused(id, header.fileBytes(), budgetBytes, 0);
    }
    try {
      return put(block, header, id);
    } catch (IOException e) {
      throw new BlockStoreException(folder.block(id), "room for a block and leave to write it", e);
    }
  }

  private Storing put(MemorySegment block, BlockHeader header, BlockId id) throws IOException {
    if (Uninterrupted.run(() -> isStored(id))) {
      return new Storing.Known(id);
    }
    return switch (Uninterrupted.run(() -> budget.reserve(header.fileBytes()))) {
      case BlockBudget.Room.None none ->
          new Storing.Refused(id, header.fileBytes(), budgetBytes, none.heldBytes());
      case BlockBudget.Room.Part part -> {
        try {
          Uninterrupted.run(() -> {
            BlockFile.write(part.path(), header, block);
            return part;
          });
          Uninterrupted.run(() -> {
            budget.publish(part.path(), id);
            return part;
          });
        } catch (IOException | RuntimeException | Error e) {
          abandon(part.path(), e);
          throw e;
        }
        yield new Storing.Written(id, header.fileBytes());
      }
    };
  }

  private void abandon(Path part, Throwable why) {
    try {
      Uninterrupted.run(() -> {
        budget.abandon(part);
        return part;
      });
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  /** Whether a file with a sound header is there; makes it the latest used one. */
  private boolean isStored(BlockId id) throws IOException {
    Path file = folder.block(id);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (BlockFile.read(channel, id, shape, fingerprint) instanceof BlockFile.Reading.Sound) {
        folder.touch(file);
        return true;
      }
      return false;
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  /** Whether a file of this name is there, whatever it holds. Does not count as a use. */
  public boolean holds(BlockId id) {
    return Files.isRegularFile(folder.block(id), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Maps a block, reads all of it to compare checksums, and makes it the latest used one. A file
   * whose bytes changed is deleted, so that the block can be put again. Never throws for what is on
   * the disk.
   */
  public StoredBlock open(BlockId id) {
    pin(id);
    StoredBlock opened = new StoredBlock.Missing(id);
    try {
      opened = Uninterrupted.run(() -> map(id));
    } catch (NoSuchFileException _) {
      // evicted between two looks: missing
    } catch (IOException | InternalError e) {
      // InternalError: the disk failed, or somebody cut the file, while its map was being read.
      opened = new StoredBlock.Damaged(id, folder.block(id) + ": found " + e);
    } finally {
      if (!(opened instanceof StoredBlock.Found)) {
        unpin(id);
      }
    }
    return opened;
  }

  private StoredBlock map(BlockId id) throws IOException {
    Path file = folder.block(id);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return new StoredBlock.Missing(id);
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return new StoredBlock.Damaged(id, file + ": found a link or folder, wanted a file");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return switch (BlockFile.read(channel, id, shape, fingerprint)) {
        case BlockFile.Reading.Sound sound -> map(channel, id, sound);
        case BlockFile.Reading.Broken broken -> dropped(id, broken.reason());
        case BlockFile.Reading.Other other ->
            new StoredBlock.Foreign(id, file + ": " + other.reason());
      };
    }
  }

  private StoredBlock map(FileChannel channel, BlockId id, BlockFile.Reading.Sound sound)
      throws IOException {
    Arena arena = Arena.ofShared();
    boolean kept = false;
    try {
      BlockHeader header = sound.header();
      MemorySegment payload =
          channel.map(MapMode.READ_ONLY, header.headerBytes(), header.payloadBytes(), arena);
      int crc = BlockFile.crc(payload);
      if (crc != sound.payloadCrc()) {
        return dropped(
            id,
            "found the checksum %08x of the payload, wanted %08x"
                .formatted(crc, sound.payloadCrc()));
      }
      touch(id);
      kept = true;
      return new StoredBlock.Found(id, header, payload, arena, () -> unpin(id));
    } finally {
      if (!kept) {
        arena.close();
      }
    }
  }

  private void touch(BlockId id) {
    try {
      folder.touch(folder.block(id));
    } catch (IOException _) {
      // a folder that may only be read is as good; it evicts nothing either
    }
  }

  private StoredBlock dropped(BlockId id, String reason) {
    Path file = folder.block(id);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      return new StoredBlock.Damaged(id, file + ": " + reason + "; deleting it: " + e);
    }
    return new StoredBlock.Damaged(id, file + ": " + reason);
  }

  /**
   * Opens many blocks on {@code threads} threads, the caller's included; answers stand in the order
   * of {@code ids}. The caller closes those that were found.
   */
  public List<StoredBlock> openAll(List<BlockId> ids, int threads) {
    return new BlockOpening(this, ids).run(threads);
  }

  private void pin(BlockId id) {
    pins.merge(id, 1, Integer::sum);
  }

  private void unpin(BlockId id) {
    pins.computeIfPresent(id, (_, count) -> count == 1 ? null : count - 1);
  }
}
