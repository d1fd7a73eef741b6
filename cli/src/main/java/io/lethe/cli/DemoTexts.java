package io.lethe.cli;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** What the demo gives its model to read; the same at each run. */
final class DemoTexts {
  private static final int LINES = 56;
  private static final long SEED = 4;

  private static final List<String> USUAL =
      List.of(
          "INFO  [%s] request GET /v1/orders/%d answered 200 in %d ms",
          "INFO  [%s] request POST /v1/payments/%d answered 201 in %d ms",
          "DEBUG [%s] cache lookup for customer %d took %d ms",
          "INFO  [%s] worker took job %d from the queue, %d are waiting",
          "DEBUG [%s] connection %d given back to the pool after %d ms",
          "INFO  [%s] health check %d passed in %d ms");

  private static final List<String> THREADS =
      List.of("http-1", "http-2", "http-3", "worker-1", "worker-2");

  private DemoTexts() {}

  /** Notes that stay. */
  static String handbook() {
    return """
    Handbook of the order service

    1. What it is. The order service takes orders from the web shop, asks the payment service to \
    charge the card, and tells the warehouse what to send. It is written in Java and runs on three \
    machines in Lisbon. Each machine holds a copy of the catalogue in memory.

    2. Who to call. Ada Moreno owns the order service and answers the phone on weekdays. Tomas \
    Berg owns the payment service. At night and on weekends call the operator on duty; the list \
    hangs in the kitchen and is also pinned in the team's chat.

    3. How to deploy. Merge to the main branch, wait for the tests, then start the deployment from \
    the build server. It replaces one machine after the other and waits for three health checks on \
    each before it goes on. A deployment takes about twelve minutes. Never deploy on a Friday \
    afternoon.

    4. How to roll back. Press the button called previous on the build server. The database keeps \
    the columns of the last two versions, so that a rollback needs no migration. Tell the warehouse \
    when it is done, because its scanners cache the order numbers for ten minutes.

    5. What to watch. Answers should take less than 200 milliseconds, and the queue of jobs should \
    hold fewer than 500 entries. When the queue grows, first look at the payment service: nine times \
    out of ten it is slow and the orders wait for it. When the disk is full, delete old reports in \
    the archive folder; they are also kept in the object store.

    6. Backups. The database is copied every night at two o'clock to a machine in Porto. On the \
    first Monday of each month somebody restores the copy on a spare machine and counts the orders. \
    The result goes into the logbook.\
    """;
  }

  /** A log of a service on a bad day: much of no interest, one thing that matters. */
  static String log() {
    SplittableRandom random = new SplittableRandom(SEED);
    StringBuilder log = new StringBuilder();
    int seconds = 0;
    for (int i = 0; i < LINES; i++) {
      seconds += random.nextInt(1, 9);
      String line =
          i == LINES - 9
              ? "ERROR [worker-2] payment 4711 failed: the disk of machine lisbon-2 is full"
              : i == LINES - 4
                  ? "INFO  [worker-2] old reports deleted on lisbon-2, payment 4711 sent again"
                  : String.format(
                      Locale.ROOT,
                      USUAL.get(random.nextInt(USUAL.size())),
                      THREADS.get(random.nextInt(THREADS.size())),
                      random.nextInt(1000, 9999),
                      random.nextInt(2, 190));
      log.append(
          String.format(
              Locale.ROOT, "2026-03-14 09:%02d:%02d %s%n", 12 + seconds / 60, seconds % 60, line));
    }
    return log.toString();
  }
}
