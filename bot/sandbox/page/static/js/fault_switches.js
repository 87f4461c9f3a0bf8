/** The switches that make the outside world bad. */

import { h } from "./vdom.js";
import { w } from "./words.js";

/** @param {import("./app.js").App} app */
export function faultSwitches(app) {
  const names = Object.keys(app.world.faultSwitches);
  const bad = names.filter((name) => app.world.faultSwitches[name]);
  const clearUp = () => bad.forEach((name) => app.order("fault_switch", { name, on: false }));
  const sides = ["telegram", "gigachat"].filter((side) => names.some((name) => name.startsWith(side)));
  return h(
    "section",
    { class: bad.length ? "faults bad" : "faults", "aria-label": w("faults") },
    h("h3", null, w("faults"), bad.length > 0 && h("button", { class: "text-button", type: "button", onClick: clearUp }, w("faults-clear"))),
    sides.map((side) =>
      h(
        "div",
        { class: "faults-side", key: side },
        h("span", { class: "faults-name" }, w(`faults-${side}`)),
        h("div", { class: "switches" }, names.filter((name) => name.startsWith(side)).map((name) => turn(app, name))),
      ),
    ),
  );
}

function turn(app, name) {
  const on = app.world.faultSwitches[name];
  return h(
    "button",
    { key: name, class: on ? "switch on" : "switch", type: "button", role: "switch", "aria-checked": String(on), "data-fault": name, onClick: () => app.order("fault_switch", { name, on: !on }) },
    w(name),
  );
}
