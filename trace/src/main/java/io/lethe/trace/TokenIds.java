package io.lethe.trace;

import java.util.Arrays;

/** Token ids in order, each 0 or more. Immutable. */
public final class TokenIds {
  /** No ids. */
  public static final TokenIds NONE = new TokenIds(new int[0]);

  private final int[] ids;

  private TokenIds(int[] ids) {
    this.ids = ids;
  }

  /** A copy of the ids. */
  public static TokenIds of(int... ids) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0) {
        throw new IllegalArgumentException(
            "found token id %d at index %d, wanted 0 or more".formatted(ids[i], i));
      }
    }
    return new TokenIds(ids.clone());
  }

  /** How many there are. */
  public int size() {
    return ids.length;
  }

  /** The id at an index from 0. */
  public int id(int index) {
    return ids[index];
  }

  /** A copy as an array. */
  public int[] toArray() {
    return ids.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenIds that && Arrays.equals(ids, that.ids);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ids);
  }

  @Override
  public String toString() {
    return ids.length + " tokens";
  }
}
