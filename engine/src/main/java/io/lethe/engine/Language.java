package io.lethe.engine;

import io.lethe.gguf.GgufFile;
import io.lethe.gguf.Metadata;
import io.lethe.grammar.Grammars;
import io.lethe.tokenizer.Tokenizer;
import io.lethe.tokenizer.template.ChatTemplate;
import io.lethe.tokenizer.template.FamilyTemplates;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * The words of a model: its tokenizer and its chat template. Built on a thread of its own while the
 * weights are mapped, since a vocabulary takes a tenth of a second. Safe for use by many threads.
 */
final class Language {
  private final GgufFile file;
  private final FutureTask<Tokenizer> tokenizer;
  private @Nullable ChatFormat chatFormat;
  private @Nullable Grammars grammars;

  private Language(GgufFile file) {
    this.file = file;
    Metadata metadata = file.metadata();
    this.tokenizer = new FutureTask<>(() -> Tokenizer.of(VocabularyReader.read(metadata)));
  }

  static Language reading(GgufFile file) {
    Language language = new Language(file);
    Thread thread = new Thread(language.tokenizer, "lethe-tokenizer");
    thread.setDaemon(true);
    thread.start();
    return language;
  }

  Tokenizer tokenizer() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return tokenizer.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw e.getCause() instanceof RuntimeException known
              ? known
              : new IllegalStateException(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Returns when nobody reads the file any more. */
  void await() {
    try {
      tokenizer();
    } catch (RuntimeException e) {
      assert tokenizer.isDone() : e;
    }
  }

  synchronized Grammars grammars() {
    Grammars known = grammars;
    if (known == null) {
      known = new Grammars(tokenizer());
      grammars = known;
    }
    return known;
  }

  synchronized ChatFormat chatFormat() {
    ChatFormat known = chatFormat;
    if (known == null) {
      known = new ChatFormat(template(), tokenizer());
      chatFormat = known;
    }
    return known;
  }

  private ChatTemplate template() {
    Optional<String> source = file.metadata().findString("tokenizer.chat_template");
    if (source.isPresent()) {
      return ChatTemplate.parse(file.path().toString(), source.get());
    }
    String architecture = file.metadata().string("general.architecture");
    Tokenizer known = tokenizer();
    return FamilyTemplates.forModel(architecture, text -> known.id(text).isPresent())
        .orElseThrow(() -> new EngineException.NoChatTemplate(file.path(), architecture));
  }
}
