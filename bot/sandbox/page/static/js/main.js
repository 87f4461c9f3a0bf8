/** Starts the page: one state, one picture of it, drawn anew once a frame after it changed. */

import { App } from "./app.js";
import { conversation } from "./chat.js";
import { dialog } from "./dialog.js";
import { Announcer } from "./announcer.js";
import { menu } from "./menu.js";
import { sidebar } from "./sidebar.js";
import { restoreTheme } from "./theme.js";
import { toasts } from "./toasts.js";
import { patchChildren } from "./vdom.js";
import { fold, narrow, wire } from "./wire.js";
import { tongue, w } from "./words.js";

const root = /** @type {HTMLElement} */ (document.getElementById("page"));
const live = /** @type {HTMLElement} */ (document.getElementById("live"));
let asked = false;

/** @type {App} */
const app = new App(() => {
  if (asked) return;
  asked = true;
  requestAnimationFrame(draw);
}, draw);

function draw() {
  asked = false;
  document.title = app.world.ready ? `${w("title")} · ${app.world.bot.name}` : w("title");
  root.dataset.shows = app.place ? "chat" : "chats";
  root.dataset.wire = String(app.wire.shown);
  const shown = app.world.ready ? [sidebar(app), conversation(app), wire(app), menu(app), dialog(app)] : [];
  patchChildren(root, [...shown, toasts(app)].filter((part) => part !== null));
}

restoreTheme();
document.documentElement.lang = tongue();
new Announcer(app, live);
addEventListener("resize", () => app.changed());
narrow.addEventListener("change", () => fold(app));
