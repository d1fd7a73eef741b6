package io.lethe.lab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a file of results holds: a header, then a line of JSON for every item that was measured. A
 * last line without its end was being written when somebody pulled the plug, and counts as not
 * there. Immutable.
 *
 * @param items in the order in which they were measured
 */
public record Results(Header header, Map<String, List<Observation>> items) {
  private static final TypeReference<LinkedHashMap<String, Object>> OBJECT =
      new TypeReference<>() {};

  public Results {
    items = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(items));
  }

  /** All that was observed. */
  public List<Observation> observations() {
    return items.values().stream().flatMap(List::stream).toList();
  }

  /**
   * @throws LabException.BadResults if a whole line is not as it should be
   */
  public static Results read(Path file) throws IOException {
    String text = Files.readString(file);
    List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    if (lines.isEmpty()) {
      throw new LabException.BadResults(file.toString(), 1, "found no header");
    }
    Map<String, String> header = new LinkedHashMap<>();
    object(file, lines, 0).forEach((name, value) -> header.put(name, String.valueOf(value)));
    Map<String, List<Observation>> items = new LinkedHashMap<>();
    for (int i = 1; i < lines.size(); i++) {
      Map<String, Object> line = object(file, lines, i);
      if (!(line.get("item") instanceof String item)
          || !(line.get("observations") instanceof List<?> list)) {
        throw new LabException.BadResults(file.toString(), i + 1, "found no item");
      }
      items.put(item, observations(list));
    }
    return new Results(new Header(header), items);
  }

  private static Map<String, Object> object(Path file, List<String> lines, int index) {
    try {
      return JsonMapper.shared().readValue(lines.get(index), OBJECT);
    } catch (JacksonException e) {
      throw new LabException.BadResults(file.toString(), index + 1, e.getOriginalMessage());
    }
  }

  private static List<Observation> observations(List<?> list) {
    List<Observation> observations = new ArrayList<>();
    for (Object each : list) {
      if (each instanceof Map<?, ?> map) {
        Map<String, Object> values = new LinkedHashMap<>();
        map.forEach((name, value) -> {
          if (value != null) {
            values.put(String.valueOf(name), value);
          }
        });
        observations.add(new Observation(values));
      }
    }
    return List.copyOf(observations);
  }

  /**
   * Adds to a file of results. One writer at a time, which a lock sees to; every line is on disk
   * when {@link #add} returns.
   */
  public static final class Writer implements AutoCloseable {
    private final FileChannel channel;
    private final Set<String> done = new HashSet<>();

    private Writer(FileChannel channel) {
      this.channel = channel;
    }

    /**
     * @param header of the run that begins, or goes on
     * @throws LabException.OtherResults if the file holds results of something else
     * @throws LabException.Busy if somebody else writes it
     */
    public static Writer open(Path file, Header header) throws IOException {
      Files.createDirectories(file.toAbsolutePath().getParent());
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      boolean opened = false;
      try {
        lock(channel, file);
        Writer writer = new Writer(channel);
        writer.begin(file, header);
        opened = true;
        return writer;
      } finally {
        if (!opened) {
          channel.close();
        }
      }
    }

    private static void lock(FileChannel channel, Path file) throws IOException {
      try {
        FileLock lock = channel.tryLock();
        if (lock == null) {
          throw new LabException.Busy(file.toString());
        }
      } catch (OverlappingFileLockException e) {
        throw new LabException.Busy(file.toString());
      }
    }

    private void begin(Path file, Header header) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      int whole = bytes.length;
      while (whole > 0 && bytes[whole - 1] != '\n') {
        whole--;
      }
      channel.truncate(whole);
      channel.position(whole);
      if (whole == 0) {
        write(JsonMapper.shared().writeValueAsString(new TreeMap<>(header.values())));
        return;
      }
      Results before = read(file);
      header.requireSame(before.header(), file.toString());
      done.addAll(before.items().keySet());
    }

    /** Whether an item's results are there. */
    public boolean has(Item item) {
      return done.contains(item.key());
    }

    /** Adds an item's results. */
    public void add(Item item, List<Observation> observations, double seconds) throws IOException {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("item", item.key());
      line.put("item_seconds", seconds);
      line.put("observations", observations.stream().map(Observation::values).toList());
      write(JsonMapper.shared().writeValueAsString(line));
      done.add(item.key());
    }

    private void write(String line) throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
