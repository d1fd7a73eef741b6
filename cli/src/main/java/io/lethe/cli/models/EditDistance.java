package io.lethe.cli.models;

import java.util.Locale;

/** How far two names are apart. */
final class EditDistance {
  private EditDistance() {}

  /**
   * Counts the letters to insert, delete or replace to turn one name into the other. The beginning
   * of a name is not apart from it: people type the beginning.
   */
  static int between(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    if (!a.isEmpty() && b.startsWith(a)) {
      return 0;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
