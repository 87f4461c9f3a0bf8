/** What a chat may still be sent, and how busy GigaChat is. */

import { h } from "./vdom.js";
import { span, w } from "./words.js";

/** The limiter of the chat that is open. @param {import("./app.js").App} app */
export function budget(app) {
  const state = app.place && app.world.gauges.budgets[app.place.chat];
  if (!state) return null;
  const blocked = state.blocked > 0;
  return h(
    "section",
    { class: blocked ? "gauge blocked" : "gauge", "aria-label": w("budget") },
    h("h3", null, w("budget"), blocked && h("em", null, w("budget-blocked", { n: span(Math.ceil(state.blocked)) }))),
    meter(w("budget-now"), state.tokens, state.burst, `${Math.floor(state.tokens)} / ${state.burst}`),
    state.most !== null && meter(w("budget-minute"), state.most - state.calls, state.most, `${state.most - state.calls} / ${state.most}`),
  );
}

function meter(words, value, most, shown) {
  const share = Math.max(0, Math.min(1, value / most));
  return h(
    "div",
    { class: "meter", role: "meter", "aria-label": words, "aria-valuenow": Math.max(0, value), "aria-valuemin": 0, "aria-valuemax": most },
    h("span", null, words),
    h("span", { class: share < 0.34 ? "track low" : "track", vars: { "--share": share } }, h("i", null)),
    h("b", null, shown),
  );
}

/** GigaChat's streams, and the line in front of them. @param {import("./app.js").App} app */
export function streams(app) {
  const state = app.world.gauges.streams;
  if (!state) return null;
  const dots = Array.from({ length: Math.max(state.limit, state.busy) }, (_, index) => h("i", { class: index < state.busy ? "busy" : null }));
  return h(
    "section",
    { class: "gauge", "aria-label": w("streams") },
    h("h3", null, w("streams"), h("em", { class: state.waiting ? "waits" : null }, state.waiting ? w("line", { n: state.waiting }) : w("line-none"))),
    h("div", { class: "streams" }, dots, h("b", null, `${state.busy} / ${state.limit}`)),
  );
}
