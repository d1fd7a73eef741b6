package io.lethe.history;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a session has said, as a gist and as keys, beside its trace: so that a server that starts
 * need not read every trace. Of no value by itself: one that is missing, damaged or late is made
 * again.
 */
record SaidFile(String owner, int turns, Gist gist, Set<Long> keys) {
  private static final String NAME = "said";
  private static final int MAGIC = 0x6c737432; // "lst2"
  private static final int MOST_KEYS = 1 << 20;

  /** What stands beside a session's trace, if it belongs to the trace as it is. */
  static Optional<SaidFile> read(Path folder, int turns) {
    Path file = folder.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      if (in.readInt() != MAGIC) {
        return Optional.empty();
      }
      byte[] all = in.readAllBytes();
      DataInputStream rest = new DataInputStream(new ByteArrayInputStream(all));
      String owner = rest.readUTF();
      int found = rest.readInt();
      Gist gist = new Gist(rest.readUTF(), rest.readInt(), rest.readInt());
      int count = rest.readInt();
      if (found != turns || count < 0 || count > MOST_KEYS) {
        return Optional.empty();
      }
      Set<Long> keys = new LinkedHashSet<>();
      for (int i = 0; i < count; i++) {
        keys.add(rest.readLong());
      }
      return Optional.of(new SaidFile(owner, found, gist, keys));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** Writes it; a failure costs time at the next start, and nothing else. */
  void write(Path folder) {
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(Files.newOutputStream(folder.resolve(NAME))))) {
      out.writeInt(MAGIC);
      out.writeUTF(owner);
      out.writeInt(turns);
      out.writeUTF(gist.title());
      out.writeInt(gist.columns());
      out.writeInt(gist.tokens());
      out.writeInt(keys.size());
      for (long key : keys) {
        out.writeLong(key);
      }
    } catch (IOException e) {
      System.getLogger(SaidFile.class.getName())
          .log(System.Logger.Level.DEBUG, "could not keep what " + folder + " said", e);
    }
  }
}
