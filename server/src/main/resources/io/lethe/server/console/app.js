// The console: sessions, the open one, and what a person does with it.
import { Refused, converse, get, key, post, call, session, watch } from "/console/api.js";
import { columnsChart, latencyChart } from "/console/chart.js";
import { $, count, element, words } from "/console/dom.js";
import { drawMap, summary } from "/console/map.js";
import { messages, partItem } from "/console/parts.js";

const DELETES = ["forget", "redact"];
const PLACEHOLDER = "A new conversation";
const seen = new Map(); // seconds to the first token, by session and turn, of the turns that this page held

let model = "";
let sessions = [];
let open = null; // name of the open session
let state = null; // what the server says of it
let answering = null; // AbortController of the answer being written
let watching = null;

// ---------------------------------------------------------------- what the person is told

let toastTimer;
function tell(text, kind = "") {
  const toast = $("toast");
  toast.textContent = text;
  toast.className = `shown ${kind}`;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (toast.className = ""), kind ? 9000 : 4500);
}

async function trying(work) {
  try {
    return await work();
  } catch (failure) {
    if (failure.name === "AbortError") return undefined;
    if (failure instanceof Refused && failure.status === 401) {
      askKey();
      return undefined;
    }
    tell(failure.message, "wrong");
    return undefined;
  }
}

function askKey() {
  $("key").hidden = false;
  if (!$("key-dialog").open) $("key-dialog").showModal();
}

// Asks; gives the text of the field, "" where there is none, or null if the person would rather not.
function ask(title, text, yes, field) {
  const dialog = $("ask-dialog");
  $("ask-title").textContent = title;
  $("ask-text").textContent = text;
  $("ask-yes").textContent = yes;
  $("ask-label").hidden = $("ask-field").hidden = !field;
  $("ask-field").required = Boolean(field);
  $("ask-label").textContent = field?.label ?? "";
  $("ask-field").value = field?.value ?? "";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answered) =>
    dialog.addEventListener("close", () => answered(dialog.returnValue === "yes" ? $("ask-field").value : null), { once: true }),
  );
}

// ---------------------------------------------------------------- drawing

function drawSessions() {
  $("no-sessions").hidden = sessions.length > 0;
  $("session-list").replaceChildren(...sessions.map((one) => element("li", {}, sessionButton(one))));
}

function sessionButton(one) {
  const place = one.residence === "memory" ? "in memory" : "on disk";
  const size = one.columns === undefined ? "" : `${count(one.columns)} live columns · ${count(one.tokens)} tokens ever`;
  return element(
    "button",
    { type: "button", "aria-current": String(one.id === open), onclick: () => show(one.id), "data-session": one.id },
    element("strong", { textContent: one.title || one.id }),
    element(
      "span",
      { className: "row" },
      element("span", { className: `place ${one.residence}${one.busy ? " busy" : ""}`, textContent: one.busy ? "answering" : place }),
      element("span", { className: "quiet", textContent: [one.turns === undefined ? "" : one.turns === 1 ? "1 turn" : `${count(one.turns)} turns`, when(one.updated)].filter(Boolean).join(" · ") }),
    ),
    element("span", { className: "quiet", textContent: one.trouble ?? size }),
    element("code", { className: "quiet", textContent: one.id }),
  );
}

function when(text) {
  const time = text ? new Date(typeof text === "number" ? text * 1000 : text) : null;
  if (!time || Number.isNaN(time.getTime())) return "";
  return time.toDateString() === new Date().toDateString()
    ? time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })
    : time.toLocaleDateString([], { day: "numeric", month: "short" });
}

function figure(label, value) {
  return element("div", {}, element("dt", { textContent: label }), element("dd", { textContent: value }));
}

function draw() {
  $("name").textContent = sessions.find((one) => one.id === open)?.title || (open ?? PLACEHOLDER);
  $("session-id").textContent = open ?? "";
  $("busy").hidden = !state?.busy || Boolean(answering);
  $("session-actions").hidden = !open;
  if (!state) {
    $("figures").replaceChildren();
    $("parts").replaceChildren();
    $("deletions").replaceChildren(element("li", { className: "quiet", textContent: "Nothing." }));
    for (const id of ["map", "columns-chart", "latency-chart"]) $(id).replaceChildren();
    $("map-summary").textContent = "No columns yet.";
    return;
  }
  $("figures").replaceChildren(
    figure("turns", count(state.turn)),
    figure("live columns", count(state.columns)),
    figure("tokens ever", count(state.tokens)),
    figure("forgotten", count(state.tokens - state.columns)),
  );
  const focused = document.activeElement?.closest?.(".part")?.dataset.part;
  $("parts").replaceChildren(...state.parts.map((part) => partItem(part, act)));
  if (focused) $(`part-${focused}`)?.focus({ preventScroll: true });
  $("deletions").replaceChildren(
    ...(state.deletions.length
      ? state.deletions.toReversed().map((one) =>
          element(
            "li",
            {},
            element("b", { textContent: `${words(one.kind)} since turn ${one.since}: ` }),
            `${count(one.tokens)} columns of part ${one.parts.join(", ")}, by ${one.by}${one.reason ? `: ${one.reason}` : ""}`,
          ),
        )
      : [element("li", { className: "quiet", textContent: "Nothing." })]),
  );
  const turns = state.turns ?? [];
  $("columns-chart").replaceChildren(turns.length ? columnsChart(turns) : "");
  const seconds = turns.map((turn) => ({
    turn: turn.turn,
    seconds: turn.first_token_seconds ?? seen.get(`${open} ${turn.turn}`) ?? 0,
    estimate: turn.without_forgetting_seconds,
  }));
  $("latency-chart").replaceChildren(
    seconds.some((one) => one.seconds > 0)
      ? latencyChart(seconds)
      : element("p", { className: "quiet", textContent: "Known for turns held since the server started." }),
  );
}

async function drawMapOf(name) {
  const map = await get(`${session(name)}/map`);
  if (name !== open) return;
  $("map-summary").textContent = summary(map);
  $("map").replaceChildren(drawMap(map, $("map").clientWidth || 400));
}

// ---------------------------------------------------------------- sessions

async function list() {
  const before = sessions.find((one) => one.id === open);
  sessions = (await get("/v1/sessions")).data;
  drawSessions();
  const now = sessions.find((one) => one.id === open);
  // An answer that fails or is cancelled ends without a change to be told of.
  if (before?.busy && now && !now.busy && !answering) await refresh();
}

async function refresh(name = open) {
  if (!name) return;
  const now = await get(session(name));
  if (name !== open) return;
  state = now;
  draw();
  await drawMapOf(name);
  // It is shown as it was before somebody began to use it: look again when that may have ended.
  if (now.busy && !answering) setTimeout(() => name === open && !answering && trying(() => refresh(name)), 250);
}

function show(name) {
  answering?.abort();
  watching?.abort();
  open = name;
  state = null;
  history.replaceState(null, "", name ? `#${encodeURIComponent(name)}` : "#");
  drawSessions();
  draw();
  if (!name) return undefined;
  watching = new AbortController();
  const { signal } = watching;
  let again = 0;
  watch(name, signal, () => {
    clearTimeout(again);
    again = setTimeout(() => !answering && trying(() => refresh(name)), 100);
  });
  return trying(() => refresh(name));
}

async function act(verb, part) {
  await trying(async () => {
    await post(`${session(open)}/${verb}`, { parts: [part.id], reason: "by hand, in the console" });
    await refresh();
    if (DELETES.includes(verb)) {
      tell(verb === "forget" ? `Forgot ${count(part.columns)} columns; nothing else moved.` : `Redacted part ${part.id}; what follows was computed again.`);
    }
  });
}

async function fork() {
  const name = await ask("Fork this session", "Both go on by themselves and share the columns they have in common.", "Fork", { label: "Name of the copy", value: `${open}-fork` });
  if (name === null) return;
  await trying(async () => {
    await post(`${session(open)}/fork`, { name });
    await list();
    await show(name);
    tell(`Forked. ${name} shares its columns with the original.`);
  });
}

async function replay() {
  $("replay").disabled = true;
  tell("Computing everything again …");
  await trying(async () => {
    const report = await post(`${session(open)}/replay`);
    if (report.same) tell(`The same to the bit: ${count(report.tokens ?? state.tokens)} tokens, digest ${String(report.digest ?? "").slice(0, 12)}.`);
    else tell(report.difference ?? "It came out differently.", "wrong");
  });
  $("replay").disabled = false;
}

async function remove() {
  const sure = await ask("Delete this session", `${open}: its trace goes for good, and with it the possibility to replay it.`, "Delete");
  if (sure === null) return;
  await trying(async () => {
    await call("DELETE", session(open));
    await list();
    await show(sessions[0]?.id ?? null);
  });
}

// ---------------------------------------------------------------- talking

async function say(text) {
  answering = new AbortController();
  $("send").disabled = true;
  $("stop").hidden = false;
  $("progress").textContent = "reading …";
  const question = partItem({ id: "new", role: "user", kind: "text", text, turn: state?.turn ?? 0, tokens: 0, columns: 0, state: "live" }, () => {});
  const answer = partItem({ id: "answer", role: "assistant", kind: "text", text: "", turn: state?.turn ?? 0, tokens: 0, columns: 0, state: "live" }, () => {});
  $("parts").append(question, answer);
  const said = answer.querySelector(".said");
  answer.scrollIntoView({ block: "end" });
  const begun = performance.now();
  let first = 0;
  let pieces = 0;
  try {
    const lethe = await converse(
      {
        model: model || (await get("/v1/models")).data[0].id,
        messages: [...messages(state?.parts ?? []), { role: "user", content: text }],
        max_tokens: Number($("most").value) || 256,
        ...(open ? { lethe: { session: open } } : {}),
      },
      answering.signal,
      (piece) => {
        first ||= performance.now();
        pieces++;
        said.textContent += piece;
        $("progress").textContent = `${count(pieces)} pieces, first after ${((first - begun) / 1000).toFixed(2)} s`;
      },
    );
    if (lethe && first) seen.set(`${lethe.session} ${lethe.turn}`, (first - begun) / 1000);
    if (lethe?.session && lethe.session !== open) {
      answering = null;
      await list();
      await show(lethe.session);
    }
  } catch (failure) {
    if (failure.name !== "AbortError") {
      if (failure.status === 401) askKey();
      else tell(failure.message, "wrong");
      $("text").value ||= text;
    }
  } finally {
    answering = null;
    $("send").disabled = false;
    $("stop").hidden = true;
    await trying(async () => {
      await list();
      if (open) await refresh();
      else draw();
    });
  }
}

$("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("text").value;
  if (!text.trim() || answering) return;
  $("text").value = "";
  say(text);
});
$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $("say").requestSubmit();
  }
});
$("stop").addEventListener("click", () => answering?.abort());
$("new").addEventListener("click", () => {
  show(null);
  $("text").focus();
});
$("fork").addEventListener("click", fork);
$("replay").addEventListener("click", replay);
$("delete").addEventListener("click", remove);
$("keys").addEventListener("click", () => $("help").showModal());
$("key").addEventListener("click", askKey);
$("key-form").addEventListener("submit", () => {
  key.set($("key-text").value);
  $("key-text").value = "";
  start();
});

// ---------------------------------------------------------------- keys

function move(by) {
  const items = [...$("parts").children];
  const at = items.indexOf(document.activeElement?.closest?.(".part"));
  const next = at < 0 ? (by > 0 ? 0 : items.length - 1) : Math.min(items.length - 1, Math.max(0, at + by));
  items[next]?.focus();
  items[next]?.scrollIntoView({ block: "nearest" });
}

function neighbour(by) {
  const at = sessions.findIndex((one) => one.id === open);
  const next = sessions[Math.min(sessions.length - 1, Math.max(0, at + by))];
  if (next && next.id !== open) show(next.id);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") {
    if (answering) answering.abort();
    else document.activeElement?.blur();
    return;
  }
  if (event.target.matches("input, textarea")) return;
  const part = document.activeElement?.closest?.(".part");
  const press = (verb) => part?.querySelector(`[data-verb="${verb}"]:not(:disabled)`)?.click();
  const todo = {
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => part && move(1),
    ArrowUp: () => part && move(-1),
    f: () => press("forget"),
    r: () => press("redact"),
    p: () => (press("pin"), press("unpin")),
    Enter: () => part && document.activeElement === part && part.querySelector(".said").classList.toggle("long"),
    n: () => $("new").click(),
    "/": () => $("text").focus(),
    "?": () => $("help").showModal(),
    "[": () => neighbour(-1),
    "]": () => neighbour(1),
  }[event.key];
  if (!todo || (["ArrowDown", "ArrowUp", "Enter"].includes(event.key) && !part) || (event.key === "Enter" && document.activeElement !== part)) return;
  event.preventDefault();
  todo();
});

// ---------------------------------------------------------------- start

async function start() {
  await trying(async () => {
    const models = (await get("/v1/models")).data;
    model = models[0]?.id ?? "";
    $("model").textContent = model;
    $("health").textContent = "";
    await list();
    const wanted = decodeURIComponent(location.hash.slice(1));
    // Who was faster than the list goes on with what they began.
    if (!answering) await show(sessions.some((one) => one.id === wanted) ? wanted : (sessions[0]?.id ?? null));
  });
}

setInterval(async () => {
  try {
    if (!answering) await list();
    $("health").textContent = "";
  } catch (failure) {
    $("health").textContent = failure.status === 401 ? "key wanted" : "the server does not answer";
  }
}, 5000);

start();
