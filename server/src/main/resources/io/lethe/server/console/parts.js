// The conversation as a list of parts, each with its state and what can be done with it.
import { count, element, words } from "/console/dom.js";

const LONG = 900;

// act(verb, part) is called for a button or a key.
export function partItem(part, act) {
  const gone = part.state === "forgotten";
  const who = part.name ? `${words(part.role)} · ${part.name}` : words(part.role);
  const kind = ["text", "system"].includes(part.kind) ? "" : words(part.kind);
  const said = element("p", { className: "said", textContent: part.text });
  if (part.text.length > LONG) said.classList.add("long");
  const item = element(
    "li",
    { className: `part ${part.role} ${part.kind} ${part.state}`, tabIndex: 0, id: `part-${part.id}`, "data-part": part.id, "data-state": part.state },
    element(
      "header",
      {},
      element("b", { textContent: who }),
      element("span", { textContent: [kind, `turn ${part.turn}`].filter(Boolean).join(" · ") }),
      element("span", { className: "cost", textContent: gone ? `0 of ${count(part.tokens)} columns` : `${count(part.columns)} columns` }),
    ),
    said,
    part.state === "live" || part.state === "pinned" ? null : element("p", { className: "why", textContent: why(part) }),
    element(
      "div",
      { className: "acts" },
      button("Forget", "forget", "Delete its columns in place; nothing else moves (f)", gone || part.state === "pinned" || part.columns === 0),
      button("Redact", "redact", "As if it had never been read: what follows is computed again (r)", part.state === "pinned" || part.tokens === 0),
      button(part.state === "pinned" ? "Unpin" : "Pin", part.state === "pinned" ? "unpin" : "pin", "Policies never choose a pinned part (p)", gone),
    ),
  );
  item.part = part;
  return item;

  function button(label, verb, title, disabled) {
    return element("button", { type: "button", textContent: label, title, disabled, tabIndex: -1, onclick: () => act(verb, part), "data-verb": verb });
  }
}

function why(part) {
  const share = part.state === "forgotten" ? "Forgotten" : `Partly forgotten, ${count(part.tokens - part.columns)} columns`;
  const since = part.since === undefined || part.since === null ? "" : ` since turn ${part.since}`;
  const by = part.by ? ` by ${part.by}` : "";
  return `${share}${since}${by}${part.reason ? `: ${part.reason}` : ""}`;
}

// The messages a client would send: neighbouring parts of a role and turn are one.
export function messages(parts) {
  const all = [];
  for (const part of parts) {
    const last = all[all.length - 1];
    const role = part.role === "developer" ? "system" : part.role;
    if (last && last.role === role && last.turn === part.turn && role !== "tool") last.content += part.text;
    else all.push({ role, content: part.text, turn: part.turn });
  }
  return all.map(({ role, content }) => ({ role, content }));
}
