package io.lethe.gguf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code lethe inspect} says of a file: plain values, valid after the file is closed.
 *
 * @param tensorBytes bytes of all tensors whose size is known
 * @param types what is stored as what, by the type's name
 * @param unsupported one sentence for everything that keeps Lethe from running the file's tensors;
 *     whether the architecture is known is the model's to say
 */
public record Inspection(
    int version,
    long fileBytes,
    long parameters,
    long tensorBytes,
    Map<String, Share> types,
    List<String> unsupported,
    List<MetadataEntry> metadata,
    List<TensorLine> tensors) {
  private static final String SPLIT_KEY = "split.count";

  /** Tensors, elements and bytes of one stored type. */
  public record Share(int tensors, long elements, long bytes) {
    private Share plus(Share other) {
      return new Share(tensors + other.tensors, elements + other.elements, bytes + other.bytes);
    }
  }

  /** One tensor for people; {@code shape} is row length first. */
  public record TensorLine(String name, String type, List<Long> shape, long offsetBytes) {}

  public static Inspection of(GgufFile file) {
    Map<String, Share> types = new TreeMap<>();
    List<String> unsupported = new ArrayList<>();
    file.metadata()
        .findInteger(SPLIT_KEY)
        .ifPresent(parts -> {
          if (parts > 1) {
            unsupported.add("the model is split over " + parts + " files");
          }
        });
    for (GgufTensor tensor : file.tensors()) {
      Share share = new Share(1, tensor.elements(), tensor.byteSize().orElse(0));
      types.merge(tensor.typeName(), share, Share::plus);
      tensor.unsupported().ifPresent(why -> unsupported.add(tensor.name() + ": " + why));
    }
    return new Inspection(
        file.version(),
        file.byteSize(),
        types.values().stream().mapToLong(Share::elements).sum(),
        types.values().stream().mapToLong(Share::bytes).sum(),
        types,
        unsupported,
        file.metadata().entries(),
        file.tensors().stream()
            .map(t -> new TensorLine(t.name(), t.typeName(), t.shape(), t.offsetBytes()))
            .toList());
  }
}
