// Talks to the server. What goes wrong is thrown as an Error whose message is for the person.
const KEY = "lethe-key";

export const key = {
  get: () => sessionStorage.getItem(KEY) ?? "",
  set: (text) => sessionStorage.setItem(KEY, text),
};

export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

function headers() {
  const all = { "content-type": "application/json" };
  if (key.get()) all.authorization = `Bearer ${key.get()}`;
  return all;
}

async function refuse(response) {
  let message = `${response.status} ${response.statusText}`;
  try {
    message = (await response.json()).error?.message ?? message;
  } catch {
    // the status says it
  }
  throw new Refused(response.status, message);
}

export async function call(method, path, body) {
  let response;
  try {
    response = await fetch(path, { method, headers: headers(), body: body && JSON.stringify(body) });
  } catch {
    throw new Refused(0, "The server does not answer; is it running?");
  }
  if (!response.ok) await refuse(response);
  const text = await response.text();
  return text ? JSON.parse(text) : {};
}

export const get = (path) => call("GET", path);
export const post = (path, body) => call("POST", path, body ?? {});
export const session = (name) => `/v1/sessions/${encodeURIComponent(name)}`;

// Reads server-sent events; calls event(name, data) for each.
async function events(response, event) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value;
    let end;
    while ((end = rest.indexOf("\n\n")) >= 0) {
      let name = "message";
      const data = [];
      for (const line of rest.slice(0, end).split("\n")) {
        if (line.startsWith("event:")) name = line.slice(6).trim();
        if (line.startsWith("data:")) data.push(line.slice(5).trimStart());
      }
      rest = rest.slice(end + 2);
      if (data.length) event(name, data.join("\n"));
    }
  }
}

// Answers a conversation; text(piece) sees it come. Returns the last `lethe` object.
export async function converse(request, signal, text) {
  const response = await fetch("/v1/chat/completions", {
    method: "POST",
    headers: headers(),
    signal,
    body: JSON.stringify({ ...request, stream: true, stream_options: { include_usage: true } }),
  });
  if (!response.ok) await refuse(response);
  let lethe = null;
  await events(response, (_, data) => {
    if (data === "[DONE]") return;
    const chunk = JSON.parse(data);
    if (chunk.error) throw new Refused(500, chunk.error.message);
    lethe = chunk.lethe ?? lethe;
    const delta = chunk.choices?.[0]?.delta ?? {};
    if (delta.reasoning_content) text(delta.reasoning_content);
    if (delta.content) text(delta.content);
    for (const tool of delta.tool_calls ?? []) {
      text((tool.function?.name ? `\n${tool.function.name} ` : "") + (tool.function?.arguments ?? ""));
    }
  });
  return lethe;
}

// Calls changed() whenever the session changed, until the signal says stop. Quietly gives up where the server has no such stream.
export async function watch(name, signal, changed) {
  while (!signal.aborted) {
    try {
      const response = await fetch(`${session(name)}/events`, { headers: headers(), signal });
      if (response.status === 404) return;
      if (response.ok) await events(response, () => changed());
    } catch {
      if (signal.aborted) return;
    }
    await new Promise((go) => setTimeout(go, 2000));
  }
}
