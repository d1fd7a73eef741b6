package io.lethe.server.openai;

import io.lethe.history.Reply;
import io.lethe.server.http.Exchange;
import io.lethe.server.http.Handler;
import io.lethe.server.openai.ChatCall.Extra;
import io.lethe.server.wire.Answering;
import io.lethe.server.wire.Fields;

/** {@code POST /v1/chat/completions}. */
final class ChatCompletions implements Handler {
  private final Answering answering;
  private final ServedModel model;
  private final ChatReader reader;

  ChatCompletions(Answering answering, ServedModel model) {
    this.answering = answering;
    this.model = model;
    this.reader = new ChatReader(model);
  }

  @Override
  public void handle(Exchange exchange) {
    ChatCall call = reader.read(exchange.owner(), Fields.of(exchange.json()));
    ChatFrame frame = ChatFrame.fresh(model);
    if (call.wants(Extra.STREAM)) {
      ChatStream stream = new ChatStream(exchange, call, frame);
      stream.end(answering.answer(call.request(), stream, exchange.cancellation()));
    } else {
      ReplyClock clock = new ReplyClock();
      Reply reply = answering.answer(call.request(), clock, exchange.cancellation());
      exchange.answer(200, frame.completion(reply, clock));
    }
  }
}
