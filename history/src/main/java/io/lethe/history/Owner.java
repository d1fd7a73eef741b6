package io.lethe.history;

/**
 * Who asks. Sessions of one owner do not exist for another.
 *
 * @param id of 1 to 64 letters, digits, dots, dashes and underscores; no secret
 */
public record Owner(String id) {
  /** Whoever reaches a server that needs no key. */
  public static final Owner LOCAL = new Owner("local");

  public Owner {
    if (!id.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException("found the owner \"" + id + "\", wanted 1 to 64 letters");
    }
  }
}
