/** The wire: every call and request live, with its body on click. It answers "why did it do that". */

import { budget, streams } from "./gauges.js";
import { icon } from "./icons.js";
import { h } from "./vdom.js";
import { faultSwitches } from "./fault_switches.js";
import { size, span, tongue, w } from "./words.js";

/** @typedef {import("./app.js").App} App */

/** Where the wire has no place of its own and would lie over the chat (frame.css). */
export const narrow = matchMedia("(max-width: 1179px)");

/** A window that becomes narrow closes the wire; what was closed so opens in a wide one. @param {App} app */
export function fold(app) {
  const { shown, folded } = app.wire;
  app.set({ wire: { ...app.wire, shown: !narrow.matches && (shown || folded), folded: narrow.matches && shown } });
}

/** @param {App} app */
export function wire(app) {
  if (!app.wire.shown) return null;
  const turn = (name) => () => app.set({ wire: { ...app.wire, [name]: !app.wire[name] } });
  return h(
    "aside",
    { class: "wire", key: "wire", "aria-label": w("wire") },
    h("header", { class: "bar" }, h("h2", null, w("wire")), h("span", { class: "grow" }), h("button", { class: "round", type: "button", "aria-label": w("close"), onClick: turn("shown") }, icon("close"))),
    h("div", { class: "gauges" }, budget(app), streams(app)),
    faultSwitches(app),
    h(
      "div",
      { class: "filters" },
      filter(w("only-this-chat"), app.wire.here, turn("here")),
      filter(w("polling"), app.wire.idle, turn("idle")),
      h("span", { class: "grow" }),
      h("button", { class: "text-button", type: "button", onClick: () => app.set({ wire: { ...app.wire, from: Date.now() } }) }, w("clear")),
    ),
    lines(app),
  );
}

function filter(words, on, act) {
  return h("button", { class: on ? "filter on" : "filter", type: "button", "aria-pressed": String(on), onClick: act }, words);
}

function lines(app) {
  const { idle, here, from } = app.wire;
  const shown = [...app.world.wire.values()].filter(
    (line) => line.at >= from && (idle || !line.idle) && (idle || line.name !== "getUpdates" || line.status !== null) && (!here || line.chat === null || line.chat === app.place?.chat),
  );
  if (!shown.length) return h("p", { class: "wire-empty" }, w("wire-empty"));
  return h("ol", { class: "wire-lines", tabindex: -1 }, shown.reverse().slice(0, 200).map((line) => entry(app, line)));
}

function entry(app, line) {
  const flow = app.world.gauges.flows[line.id];
  const body = app.wire.bodies.get(line.id);
  const progress = flow ? `${flow.pieces}` : "";
  return h(
    "li",
    { key: line.id, class: `wire-line ${line.side} ${tone(line)}`, memo: [line, progress, body, tongue(), app.place?.chat] },
    h(
      "button",
      { type: "button", class: "wire-head", "aria-expanded": String(body !== undefined), onClick: () => toggle(app, line) },
      h("span", { class: "wire-name" }, line.side === "gigachat" ? `GigaChat · ${line.name}` : line.name),
      h("span", { class: "wire-status" }, status(line)),
      h("span", { class: "wire-about" }, about(app, line, flow)),
      h("time", null, moment(line.at)),
    ),
    body !== undefined && details(line, body),
  );
}

function tone(line) {
  if (line.status === null) return "open";
  if (line.status === 429) return "flood";
  return line.status >= 200 && line.status < 300 && !line.note ? "fine" : "failed";
}

function status(line) {
  if (line.status === null) return w("under-way");
  return line.status === 0 ? "—" : String(line.status);
}

function about(app, line, flow) {
  const chat = app.world.chats.get(line.chat);
  return [
    chat && (app.world.people.get(chat.partner)?.name ?? chat.title),
    line.size ? size(line.size) : null,
    flow && w("pieces", { n: flow.pieces }),
    line.answer ? `→ ${size(line.answer)}` : null,
    line.duration != null && span(line.duration),
    line.retry_after && w("retry-after", { n: line.retry_after }),
    line.status === 0 && (line.note ?? w("no-answer")),
  ]
    .filter(Boolean)
    .join(" · ");
}

function moment(at) {
  const date = new Date(at);
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, "0"));
  return `${parts.join(":")}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

async function toggle(app, line) {
  const { bodies } = app.wire;
  if (bodies.has(line.id)) bodies.delete(line.id);
  else {
    const body = await app.order("body", { line: line.id });
    if (body) bodies.set(line.id, body);
  }
  app.changed();
}

function details(line, body) {
  const parts = [[w("asked"), body.asked], [w("answered"), body.answered ?? line.note]];
  return h(
    "div",
    { class: "wire-body" },
    parts.filter(([, value]) => value != null).map(([words, value]) => [h("h3", null, words), h("pre", { tabindex: 0 }, pretty(value))]),
  );
}

/** Bot API parameters are form fields that hold JSON: shown as what they mean. */
function pretty(value) {
  return typeof value === "string" ? value : JSON.stringify(value, (_, inner) => meant(inner), 2);
}

function meant(value) {
  if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
