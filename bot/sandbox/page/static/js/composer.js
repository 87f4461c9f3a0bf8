/** Where one writes: text, commands, mentions, files; or the one button that is left. */

import { completion, complete, hintKeys } from "./completion.js";
import { icon } from "./icons.js";
import { glimpse, hasBot, isIn, title } from "./places.js";
import { h } from "./vdom.js";
import { w } from "./words.js";
import { placeKey } from "./world.js";

/** @typedef {import("./app.js").App} App */

const CHIPS = ["code", "table", "list", "formula", "prose", "long", "slow"];
const LARGEST_FILE = 8e6;

/** @param {App} app @param {any[]} messages */
export function composer(app, messages) {
  const { chat } = app;
  if (chat.partner !== null && chat.blocked) return only(w("unblock"), () => app.order("block", { on: false }));
  if (chat.partner !== null && !chat.started) return only(w("start"), () => app.send("/start"));
  if (!isIn(chat, app.me)) return h("footer", { class: "composer silent", key: "silent" }, w("not-here"));
  return h(
    "footer",
    { class: "composer", key: `composer${placeKey(app.place.chat, app.place.thread)}` },
    !hasBot(chat) && h("div", { class: "strip" }, w("bot-not-here"), h("button", { class: "text-button", type: "button", onClick: () => app.order("bot_status", { chat: chat.id, status: "member" }) }, w("bot-add"))),
    chips(app, chat, messages),
    completion(app),
    strip(app),
    h("div", { class: "line", key: "line" }, attach(app), field(app, chat), sender(app)),
  );
}

function only(words, act) {
  return h("footer", { class: "composer only", key: "only" }, h("button", { class: "wide", type: "button", onClick: act }, words));
}

function chips(app, chat, messages) {
  const asked = messages.filter((message) => message.from === app.me && !message.text.startsWith("/")).length;
  if (chat.partner === null || app.world.real || asked > 2 || app.text) return null;
  return h(
    "div",
    { class: "chips", role: "group", "aria-label": w("try") },
    CHIPS.map((name) => h("button", { class: "chip", key: name, type: "button", onClick: () => app.send(w(`chip-${name}`)) }, w(`chip-${name}`))),
  );
}

function strip(app) {
  const about = app.editing ?? app.reply;
  if (!about) return null;
  const name = app.editing ? w("editing") : w("replying", { name: about.name });
  return h(
    "div",
    { class: "strip", key: "strip" },
    icon(app.editing ? "edit" : "reply"),
    h("div", { class: "strip-words" }, h("strong", null, name), h("span", null, glimpse(about).split("\n")[0])),
    h("button", { class: "round", type: "button", "aria-label": w("cancel"), onClick: () => cancel(app) }, icon("close")),
  );
}

function cancel(app) {
  if (app.editing) app.text = "";
  app.set({ editing: null, reply: null });
}

function field(app, chat) {
  const place = placeKey(app.place.chat, app.place.thread);
  return h("textarea", {
    key: place,
    rows: Math.min(8, app.text.split("\n").length),
    value: app.text,
    placeholder: app.reply?.force || w("message"),
    "aria-label": w("message-in", { title: title(app.world, chat, app.me) }),
    "aria-autocomplete": "list",
    "aria-expanded": String(Boolean(app.completion)),
    "aria-controls": app.completion ? "completion" : null,
    "aria-activedescendant": app.completion ? `choice-${app.completion.index}` : null,
    role: "combobox",
    maxlength: 4096,
    made: (node) => innerWidth > 720 && queueMicrotask(() => node.focus()),
    onInput: (event) => {
      app.text = event.target.value;
      void complete(app, event.target);
      app.changed();
    },
    onKeydown: (event) => keys(app, event),
    onPaste: (event) => event.clipboardData?.files.length && sendFile(app, event.clipboardData.files[0]),
  });
}

function keys(app, event) {
  if (hintKeys(app, event)) return;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    void app.send(event.target.value);
  } else if (event.key === "Escape") cancel(app);
  else if (event.key === "ArrowUp" && !event.target.value) {
    event.preventDefault();
    app.editLast();
  }
}

function attach(app) {
  return h(
    "label",
    { class: "round attach", title: w("attach") },
    icon("attach"),
    h("input", {
      type: "file",
      class: "unseen",
      "aria-label": w("attach"),
      onChange: (event) => {
        if (event.target.files.length) sendFile(app, event.target.files[0]);
        event.target.value = "";
      },
    }),
  );
}

function sendFile(app, file) {
  if (file.size > LARGEST_FILE) return app.toast(w("failed", { reason: `${file.name} > 8 MB` }), true);
  const reader = new FileReader();
  reader.onload = () => {
    const base64 = String(reader.result).split(",")[1] ?? "";
    void app.send(app.text, { name: file.name, mime: file.type || "application/octet-stream", base64 });
  };
  reader.readAsDataURL(file);
  return undefined;
}

function sender(app) {
  const words = w(app.editing ? "edit" : "send");
  return h(
    "button",
    { class: "send", type: "button", "aria-label": words, title: words, disabled: !app.text.trim(), onClick: () => app.send(app.text) },
    icon(app.editing ? "check" : "send"),
  );
}
