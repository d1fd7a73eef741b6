package io.lethe.cli.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lethe.cli.models.FakeHub.Order;
import io.lethe.cli.models.ModelPull.Outcome;
import io.lethe.cli.models.ModelPull.When;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubPullTest {
  private static final int SIZE = 700_001;

  @TempDir private Path home;
  private final FakeHub hub = new FakeHub(bytes(1));

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void aModelIsFetchedAndItsChecksumComesFromTheHub() throws IOException {
    Outcome outcome = pull(1);

    assertThat(outcome).isInstanceOf(Outcome.Fetched.class);
    assertThat(outcome.file()).hasBinaryContent(hub.content);
    assertThat(Receipt.read(home.resolve("models/tiny.json")).orElseThrow().sha256())
        .isEqualTo(hub.sha256);
    assertThat(files()).containsExactlyInAnyOrder("tiny.gguf", "tiny.json", ".tiny.lock");
  }

  @Test
  void aModelThatIsHereIsNotFetchedAgainUnlessForced() {
    pull(1);

    assertThat(pull(1)).isInstanceOf(Outcome.Present.class);
    assertThat(hub.asked).hasSize(1);
    assertThat(modelPull(1).pull(entry(), When.ALWAYS, Progress.SILENT))
        .isInstanceOf(Outcome.Fetched.class);
  }

  @Test
  void aConnectionThatIsCutIsContinuedWhereItStopped() {
    hub.orders.add(new Order.CutAfter(200_000));
    hub.orders.add(new Order.CutAfter(300_000));

    assertThat(pull(3).file()).hasBinaryContent(hub.content);
    assertThat(hub.asked.get(0).range()).isEmpty();
    assertThat(hub.asked.get(1).range())
        .hasValueSatisfying(range -> assertThat(from(range)).isBetween(1, 200_000));
    assertThat(hub.asked.get(1).ifRange()).contains("\"one\"");
    assertThat(from(hub.asked.get(2).range().orElseThrow()))
        .isGreaterThan(from(hub.asked.get(1).range().orElseThrow()));
  }

  @Test
  void aPullThatGaveUpIsContinuedByTheNext() {
    hub.orders.add(new Order.CutAfter(500_000));
    assertThatExceptionOfType(ModelStoreException.TransferFailed.class)
        .isThrownBy(() -> pull(1))
        .withMessageContaining("what is here is kept");
    assertThat(home.resolve("models/tiny.gguf")).doesNotExist();

    assertThat(pull(1).file()).hasBinaryContent(hub.content);
    assertThat(hub.asked.get(1).range()).isPresent();
  }

  @Test
  void aServerThatIgnoresTheRangeIsReadFromTheStart() {
    hub.orders.add(new Order.CutAfter(500_000));
    hub.orders.add(new Order.IgnoreRange());

    assertThat(pull(3).file()).hasBinaryContent(hub.content);
    assertThat(hub.asked).hasSize(2);
  }

  @Test
  void aServerThatRefusesTheRangeIsReadFromTheStart() {
    hub.orders.add(new Order.CutAfter(500_000));
    hub.orders.add(new Order.Status(416));

    assertThat(pull(3).file()).hasBinaryContent(hub.content);
    assertThat(hub.asked.get(2).range()).isEmpty();
  }

  @Test
  void aFileThatChangedOnTheHubIsFetchedFromTheStart() {
    hub.orders.add(new Order.CutAfter(500_000));
    assertThatExceptionOfType(ModelStoreException.class).isThrownBy(() -> pull(1));
    hub.publish(bytes(2));

    assertThat(pull(1).file()).hasBinaryContent(hub.content);
    assertThat(hub.asked.get(1).range()).isEmpty();
  }

  @Test
  void aTagThatChangedMakesTheServerSendEverything() {
    hub.orders.add(new Order.CutAfter(500_000));
    assertThatExceptionOfType(ModelStoreException.class).isThrownBy(() -> pull(1));
    hub.tag = "\"two\"";

    assertThat(pull(1).file()).hasBinaryContent(hub.content);
    assertThat(hub.asked.get(1).ifRange()).contains("\"one\"");
  }

  @Test
  void otherBytesThanAnnouncedAreRefusedAndDeleted() throws IOException {
    byte[] announced = hub.content;
    hub.publish(bytes(2));
    String wanted = hub.sha256;
    hub.content = announced;

    assertThatExceptionOfType(ModelStoreException.ChecksumMismatch.class)
        .isThrownBy(() -> pull(1))
        .withMessageContaining(wanted);
    assertThat(files()).containsExactly(".tiny.lock");
  }

  @Test
  void theChecksumOfTheCatalogueOutranksTheHubs() {
    String other = "0".repeat(64);
    assertThatExceptionOfType(ModelStoreException.ChecksumMismatch.class)
        .isThrownBy(
            () -> modelPull(1).pull(entry(Optional.of(other)), When.MISSING, Progress.SILENT))
        .withMessageContaining(other);
  }

  @Test
  void moreBytesThanAnnouncedAreRefused() throws IOException {
    hub.orders.add(new Order.SendTooMuch());

    assertThatExceptionOfType(ModelStoreException.TransferFailed.class)
        .isThrownBy(() -> pull(3))
        .withMessageContaining("more than the 700,001 bytes");
    assertThat(files()).containsExactly(".tiny.lock");
  }

  @Test
  void aBusyServerIsAskedAgain() {
    hub.orders.add(new Order.Status(503));
    hub.orders.add(new Order.Status(429));

    assertThat(pull(3).file()).hasBinaryContent(hub.content);
  }

  @Test
  void aServerThatFallsSilentIsAskedAgain() {
    // Short enough to wait for, and with so many attempts that a slow machine does no harm.
    hub.stall = Duration.ofMillis(500);
    hub.orders.add(new Order.FallSilentAfter(100_000));

    assertThat(pull(50).file()).hasBinaryContent(hub.content);
    assertThat(hub.asked.size()).isGreaterThan(1);
  }

  @Test
  void manyFailuresInARowEndThePull() {
    for (int i = 0; i < 3; i++) {
      hub.orders.add(new Order.Status(500));
    }

    assertThatExceptionOfType(ModelStoreException.TransferFailed.class)
        .isThrownBy(() -> pull(3))
        .withMessageContaining("3 attempts failed")
        .withMessageContaining("HTTP status 500");
  }

  @Test
  void aGatedModelSaysHowToGetIt() {
    hub.headStatus = 401;

    assertThatExceptionOfType(ModelStoreException.Gated.class)
        .isThrownBy(() -> pull(1))
        .withMessageContaining("HF_TOKEN")
        .withMessageContaining("huggingface.co/someone/tiny");
  }

  @Test
  void aFileTheHubDoesNotHaveIsNamed() {
    hub.headStatus = 404;

    assertThatExceptionOfType(ModelStoreException.TransferFailed.class)
        .isThrownBy(() -> pull(3))
        .withMessageContaining("found no tiny-q4.gguf in someone/tiny");
  }

  @Test
  void theTokenGoesToTheHubAndNotToTheHostItPointsTo() {
    pull(1);

    assertThat(hub.hubAuthorization).contains("Bearer secret");
    assertThat(hub.asked.getFirst().authorization()).isEmpty();
  }

  @Test
  void twoPullsAtOnceFetchOnce() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Outcome> task = () -> pull(1);
      List<Future<Outcome>> both = threads.invokeAll(List.of(task, task));

      assertThat(Stream.of(both.get(0).get(), both.get(1).get()))
          .hasAtLeastOneElementOfType(Outcome.Fetched.class)
          .hasAtLeastOneElementOfType(Outcome.Present.class);
    }
    assertThat(hub.asked).hasSize(1);
  }

  @Test
  void aModelLargerThanTheDiskIsRefusedBeforeTheFirstByte() {
    hub.announced = Long.MAX_VALUE / 2;

    assertThatExceptionOfType(ModelStoreException.NoSpace.class).isThrownBy(() -> pull(1));
    assertThat(hub.asked).isEmpty();
  }

  private Outcome pull(int attempts) {
    return modelPull(attempts).pull(entry(), When.MISSING, Progress.SILENT);
  }

  private ModelPull modelPull(int attempts) {
    ModelStore store = new ModelStore(home, () -> new Catalogue(List.of(entry())));
    return new ModelPull(store, Pip.onPath(), hub.access(attempts));
  }

  private static CatalogueEntry entry() {
    return entry(Optional.empty());
  }

  private static CatalogueEntry entry(Optional<String> sha256) {
    return new CatalogueEntry(
        "tiny",
        List.of(),
        "llama",
        "1K",
        "Q4_0",
        "Apache-2.0",
        OptionalLong.empty(),
        SIZE,
        sha256,
        new Source.Hub("someone/tiny", "tiny-q4.gguf", "main"));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(home.resolve("models"))) {
      return all.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static int from(String range) {
    return Integer.parseInt(range.replaceAll("\\D", ""));
  }

  private static byte[] bytes(long seed) {
    byte[] bytes = new byte[SIZE];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
