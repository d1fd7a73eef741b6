// Charts of a session over its turns.
import { count, svg } from "/console/dom.js";

const WIDTH = 420;
const HEIGHT = 150;
const LEFT = 46;
const RIGHT = 14;
const TOP = 16;
const BOTTOM = 22;

function frame(most, turns, label, mark) {
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label });
  for (const share of [0, 0.5, 1]) {
    const y = TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);
    picture.append(svg("line", { class: "axis", x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y }));
    const text = svg("text", { x: LEFT - 6, y: y + 3, "text-anchor": "end" });
    text.textContent = mark(most * share);
    picture.append(text);
  }
  const first = svg("text", { x: LEFT, y: HEIGHT - 6 });
  first.textContent = "turn 0";
  const last = svg("text", { x: WIDTH - RIGHT, y: HEIGHT - 6, "text-anchor": "end" });
  last.textContent = turns > 1 ? `turn ${turns - 1}` : "";
  picture.append(first, last);
  return picture;
}

const x = (i, turns) => LEFT + ((WIDTH - LEFT - RIGHT) * i) / Math.max(1, turns - 1);
const y = (value, most) => TOP + (1 - value / most) * (HEIGHT - TOP - BOTTOM);

// turns: [{columns, tokens}]: live columns, and what there would be had nothing been forgotten.
export function columnsChart(turns) {
  const most = Math.max(1, ...turns.map((turn) => turn.tokens));
  const picture = frame(most, turns.length, "Columns of each turn, with and without forgetting", (value) => count(Math.round(value)));
  const path = (field) => turns.map((turn, i) => `${i ? "L" : "M"}${x(i, turns.length)} ${y(turn[field], most)}`).join("");
  picture.append(svg("path", { class: "without", d: path("tokens") }), svg("path", { class: "with", d: path("columns") }));
  turns.forEach((turn, i) => {
    const dot = svg("circle", { class: "dot", cx: x(i, turns.length), cy: y(turn.columns, most), r: 2.5 });
    const title = svg("title");
    title.textContent = `turn ${i}: ${count(turn.columns)} columns; without forgetting ${count(turn.tokens)}`;
    dot.append(title);
    picture.append(dot);
  });
  const held = svg("text", { class: "with", x: LEFT + 4, y: 10 });
  held.textContent = "as it is";
  const other = svg("text", { class: "without", x: LEFT + 60, y: 10 });
  other.textContent = "without forgetting";
  picture.append(held, other);
  return picture;
}

// seconds: [{turn, seconds, estimate}]; estimate is what reading all of it again would take, where it is known.
export function latencyChart(seconds) {
  const known = seconds.filter((one) => one.seconds > 0);
  const most = Math.max(0.01, ...known.map((one) => Math.max(one.seconds, one.estimate ?? 0)));
  const picture = frame(most, seconds.length, "Seconds to the first token of each turn", (value) => (value ? value.toPrecision(2) : "0"));
  const wide = Math.max(2, Math.min(18, (WIDTH - LEFT - RIGHT) / Math.max(1, seconds.length) - 3));
  seconds.forEach((one, i) => {
    if (!(one.seconds > 0)) return;
    const center = x(i, seconds.length);
    const bar = svg("rect", {
      class: "bar",
      x: Math.min(WIDTH - RIGHT - wide, Math.max(LEFT, center - wide / 2)),
      y: y(one.seconds, most),
      width: wide,
      height: Math.max(1, HEIGHT - BOTTOM - y(one.seconds, most)),
    });
    const title = svg("title");
    title.textContent = `turn ${one.turn}: ${one.seconds.toPrecision(3)} s`;
    bar.append(title);
    picture.append(bar);
  });
  const points = seconds.map((one, i) => [one.estimate, i]).filter(([estimate]) => estimate > 0);
  if (points.length > 1) {
    picture.append(
      svg("path", {
        class: "without",
        d: points.map(([estimate, i], k) => `${k ? "L" : "M"}${x(i, seconds.length)} ${y(estimate, most)}`).join(""),
      }),
    );
  }
  return picture;
}
