// The KV map: every block of the session, every slot in it.
import { count, svg } from "/console/dom.js";

const STATES = { L: "live", P: "pinned", F: "forgotten", E: "empty" };
const SLOT = 4;
const HEIGHT = 12;
const GAP = 6;

// map: {slots, blocks: [{index, state, columns}]}; columns has a letter per slot.
export function drawMap(map, width) {
  const blockWidth = map.slots * SLOT + GAP;
  const across = Math.max(1, Math.floor((width + GAP) / blockWidth));
  const rows = Math.ceil(map.blocks.length / across);
  const picture = svg("svg", {
    viewBox: `0 0 ${across * blockWidth} ${Math.max(1, rows) * (HEIGHT + GAP)}`,
    role: "img",
    "aria-label": summary(map),
  });
  map.blocks.forEach((block, i) => {
    const x = (i % across) * blockWidth;
    const y = Math.floor(i / across) * (HEIGHT + GAP) + 1;
    const group = svg("g", { transform: `translate(${x} ${y})` });
    let from = 0;
    while (from < block.columns.length) {
      let to = from;
      while (to < block.columns.length && block.columns[to] === block.columns[from]) to++;
      group.append(
        svg("rect", {
          class: STATES[block.columns[from]] ?? "empty",
          x: from * SLOT,
          y: 0,
          width: (to - from) * SLOT,
          height: HEIGHT,
        }),
      );
      from = to;
    }
    if (block.state === "shared") {
      group.append(svg("rect", { class: "frame shared", x: 0, y: 0, width: map.slots * SLOT, height: HEIGHT }));
    }
    if (block.stored || block.state === "stored") {
      group.append(svg("rect", { class: "disk", x: 0, y: HEIGHT + 1.5, width: map.slots * SLOT, height: 1.5 }));
    }
    const title = svg("title");
    title.textContent = `block ${block.index}: ${block.state}`;
    group.append(title);
    picture.append(group);
  });
  return picture;
}

export function summary(map) {
  const all = map.blocks.map((block) => block.columns).join("");
  const of = (letter) => [...all].filter((it) => it === letter).length;
  const live = of("L") + of("P");
  const shared = map.blocks.filter((block) => block.state === "shared").length;
  return (
    `${count(live)} live columns in ${count(map.blocks.length)} blocks` +
    (of("P") ? `, ${count(of("P"))} pinned` : "") +
    (of("F") ? `, ${count(of("F"))} slots of forgotten ones not yet taken` : "") +
    (shared ? `, ${shared} blocks shared` : "")
  );
}
