/** What passes: answers to buttons, refusals, a lost connection. */

import { h } from "./vdom.js";
import { w } from "./words.js";

/** @param {import("./app.js").App} app */
export function toasts(app) {
  return h(
    "div",
    { class: "toasts", role: "status", key: "toasts" },
    app.world.ready && !app.online && h("div", { class: "toast bad", key: "offline" }, w("offline")),
    app.toasts.map((toast) => h("div", { class: toast.bad ? "toast bad" : "toast", key: toast.key }, toast.text)),
  );
}
