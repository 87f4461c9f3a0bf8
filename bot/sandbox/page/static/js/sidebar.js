/** The list of chats, and above it who one is. */

import { avatar, botAvatar } from "./avatar.js";
import { icon } from "./icons.js";
import { administers, chatsOf, chatsOfOthers, glimpse, messagesIn, title, topicName } from "./places.js";
import { toggleTheme } from "./theme.js";
import { h } from "./vdom.js";
import { clock, speak, tongue, w } from "./words.js";
import { placeKey } from "./world.js";

/** @typedef {import("./app.js").App} App */

/** @param {App} app */
export function sidebar(app) {
  return h(
    "aside",
    { class: "sidebar", key: "sidebar" },
    h("header", { class: "bar" }, h("h1", null, w("title")), h("span", { class: "grow" }), switches(app)),
    people(app),
    h(
      "nav",
      { class: "chats", "aria-label": w("chats"), onKeydown: (event) => walk(event, ".chat-row", "ArrowDown", "ArrowUp") },
      chatsOf(app.world, app.me).map((chat) => entry(app, chat)),
      h("h2", { class: "section" }, w("others")),
      chatsOfOthers(app.world, app.me).map((chat) => entry(app, chat)),
    ),
    h("p", { class: "notice" }, w(app.world.real ? "real" : "scripted")),
  );
}

function switches(app) {
  const other = tongue() === "ru" ? "en" : "ru";
  const speakOther = () => {
    speak(other);
    app.changed();
  };
  return [
    h("button", { class: "round", type: "button", title: w("language"), "aria-label": w("language"), onClick: speakOther }, w("language-short")),
    h("button", { class: "round theme", type: "button", title: w("theme"), "aria-label": w("theme"), onClick: toggleTheme }, icon("sun"), icon("moon")),
    h("button", { class: "round", type: "button", title: w("add"), "aria-label": w("add"), onClick: (event) => app.set({ menu: foundingMenu(app, event) }) }, icon("plus")),
  ];
}

function foundingMenu(app, event) {
  const box = event.currentTarget.getBoundingClientRect();
  const item = (kind) => ({ words: w(`new-${kind}`), icon: "plus", act: () => app.set({ dialog: { kind } }) });
  return { x: box.left, y: box.bottom + 4, label: w("new"), items: ["person", "group", "forum"].map(item) };
}

function people(app) {
  const shown = app.world.mine.map((id) => app.world.people.get(id)).filter(Boolean);
  return h(
    "div",
    { class: "people", role: "radiogroup", "aria-label": w("who-are-you"), onKeydown: (event) => walk(event, ".person", "ArrowRight", "ArrowLeft") },
    shown.map((user) =>
      h(
        "button",
        {
          key: user.id,
          class: user.id === app.me ? "person chosen" : "person",
          type: "button",
          role: "radio",
          "aria-checked": String(user.id === app.me),
          onClick: () => app.become(user.id),
        },
        avatar(user.name, user.id),
        h("span", null, user.name),
        leads(app, user.id) && h("span", { class: "crown", title: w("administrator"), "aria-label": w("administrator") }, "★"),
      ),
    ),
  );
}

function leads(app, user) {
  return [...app.world.chats.values()].some((chat) => chat.partner === null && administers(chat, user));
}

function entry(app, chat) {
  if (!chat.forum) return row(app, chat, null, title(app.world, chat, app.me));
  const topics = [null, ...chat.topics.map((topic) => topic.id)];
  return h(
    "div",
    { class: "forum", key: `forum${chat.id}`, role: "group", "aria-label": chat.title },
    h("div", { class: "forum-title" }, avatar(chat.title, chat.id, "square"), h("span", null, chat.title)),
    topics.map((thread) => row(app, chat, thread, topicName(chat, thread))),
  );
}

function row(app, chat, thread, name) {
  const place = { chat: chat.id, thread };
  const key = placeKey(chat.id, thread);
  const chosen = app.place !== null && placeKey(app.place.chat, app.place.thread) === key;
  const last = messagesIn(app.world, place).at(-1);
  const unread = app.unread.get(key) ?? 0;
  return h(
    "button",
    { key, class: chosen ? "chat-row chosen" : "chat-row", type: "button", "aria-current": chosen ? "true" : null, onClick: () => app.open(chat.id, thread) },
    picture(app, chat, thread),
    h("span", { class: "row-name" }, name),
    h("time", null, last ? clock(last.date) : ""),
    h("span", { class: "row-last" }, preview(app, chat, thread, last)),
    unread > 0 && h("span", { class: "badge" }, unread),
  );
}

function picture(app, chat, thread) {
  if (chat.forum) return h("span", { class: "hash", "aria-hidden": "true" }, "#");
  return chat.partner === null ? avatar(chat.title, chat.id) : botAvatar(chat.partner === app.me ? "" : "dim");
}

function preview(app, chat, thread, last) {
  if (app.world.action(chat.id, thread)) return h("span", { class: "typing" }, `${w("typing")}…`);
  if (!last) return chat.partner !== null && !chat.started ? w("start") : w("empty");
  const author = chat.partner === null && last.name && !last.service ? `${last.name}: ` : "";
  return author + glimpse(last).slice(0, 120);
}

function walk(event, rowsOf, forward, backward) {
  const step = { [forward]: 1, [backward]: -1 }[event.key];
  if (!step) return;
  const rows = [...event.currentTarget.querySelectorAll(rowsOf)];
  rows[rows.indexOf(document.activeElement) + step]?.focus();
  event.preventDefault();
}
