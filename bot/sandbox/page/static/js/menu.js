/** A small menu at a point, by mouse and by keyboard. */

import { icon } from "./icons.js";
import { h } from "./vdom.js";

/** @param {import("./app.js").App} app */
export function menu(app) {
  const shown = app.menu;
  if (!shown) return null;
  const close = () => app.set({ menu: null });
  const choose = (item) => {
    close();
    item.act();
  };
  return h(
    "div",
    { class: "menu-veil", key: "menu", onPointerdown: (event) => event.target === event.currentTarget && close() },
    h(
      "div",
      {
        class: "menu", role: "menu", "aria-label": shown.label,
        vars: { "--x": `${Math.max(8, Math.min(shown.x, innerWidth - 270))}px`, "--y": `${Math.max(8, Math.min(shown.y, innerHeight - 52 * shown.items.length))}px` },
        onKeydown: (event) => walk(event, close),
        made: (node) => requestAnimationFrame(() => focusFirst(node)),
      },
      shown.items.map((item) =>
        h(
          "button",
          { key: item.words, class: item.bad ? "menu-item bad" : "menu-item", type: "button", role: "menuitem", onClick: () => choose(item) },
          icon(item.icon),
          item.words,
        ),
      ),
    ),
  );
}

function focusFirst(node) {
  const before = document.activeElement;
  node.querySelector("button")?.focus();
  node.returnFocus = before;
}

function walk(event, close) {
  const items = [...event.currentTarget.querySelectorAll("button")];
  const at = items.indexOf(document.activeElement);
  if (event.key === "ArrowDown") items[(at + 1) % items.length].focus();
  else if (event.key === "ArrowUp") items[(at + items.length - 1) % items.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") {
    const before = event.currentTarget.returnFocus;
    close();
    before?.focus?.();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}
