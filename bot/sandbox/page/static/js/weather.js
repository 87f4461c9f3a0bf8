/** The switches that make the outside world bad. */

import { h } from "./vdom.js";
import { w } from "./words.js";

/** @param {import("./app.js").App} app */
export function weather(app) {
  const names = Object.keys(app.world.weather);
  const bad = names.filter((name) => app.world.weather[name]);
  const clearUp = () => bad.forEach((name) => app.order("weather", { name, on: false }));
  const sides = ["telegram", "gigachat"].filter((side) => names.some((name) => name.startsWith(side)));
  return h(
    "section",
    { class: bad.length ? "weather bad" : "weather", "aria-label": w("weather") },
    h("h3", null, w("weather"), bad.length > 0 && h("button", { class: "text-button", type: "button", onClick: clearUp }, w("weather-clear"))),
    sides.map((side) =>
      h(
        "div",
        { class: "weather-side", key: side },
        h("span", { class: "weather-name" }, w(`weather-${side}`)),
        h("div", { class: "switches" }, names.filter((name) => name.startsWith(side)).map((name) => turn(app, name))),
      ),
    ),
  );
}

function turn(app, name) {
  const on = app.world.weather[name];
  return h(
    "button",
    { key: name, class: on ? "switch on" : "switch", type: "button", role: "switch", "aria-checked": String(on), "data-weather": name, onClick: () => app.order("weather", { name, on: !on }) },
    w(name),
  );
}
