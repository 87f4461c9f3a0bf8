/** Windows over the page: new people and chats, the members of a group, an alert of the bot. */

import { avatar, botAvatar } from "./avatar.js";
import { icon } from "./icons.js";
import { administers } from "./places.js";
import { h } from "./vdom.js";
import { w } from "./words.js";

/** @typedef {import("./app.js").App} App */

/** @param {App} app */
export function dialog(app) {
  const shown = app.dialog;
  if (!shown) return null;
  const close = () => app.set({ dialog: null });
  const inner = { person, group, forum: group, topic, members, alert }[shown.kind];
  return h(
    "dialog",
    {
      class: "dialog", key: `dialog-${shown.kind}`, "aria-label": shown.kind === "alert" ? shown.text : heading(shown),
      made: (node) => requestAnimationFrame(() => node.isConnected && node.showModal()),
      onCancel: close,
      onClick: (event) => event.target === event.currentTarget && close(),
    },
    h("div", { class: "dialog-box" }, inner(app, shown, close)),
  );
}

function heading(shown) {
  return w(shown.kind === "members" ? "members-title" : `new-${shown.kind}`);
}

function form(shown, close, fields, give) {
  const submit = (event) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget);
    close();
    void give(said);
  };
  return h(
    "form",
    { onSubmit: submit },
    h("h2", null, heading(shown)),
    fields,
    h("div", { class: "dialog-end" }, h("button", { class: "text-button", type: "button", onClick: close }, w("cancel")), h("button", { class: "wide", type: "submit" }, w("create"))),
  );
}

function line(name, words, props = {}) {
  return h("label", { class: "line-field" }, h("span", null, words), h("input", { name, required: true, maxlength: 64, autocomplete: "off", ...props }));
}

function check(name, value, words, checked = true) {
  return h("label", { class: "check" }, h("input", { type: "checkbox", name, value, made: (node) => (node.checked = checked) }), h("span", null, words));
}

function person(app, shown, close) {
  const languages = h(
    "label",
    { class: "line-field" },
    h("span", null, w("speaks")),
    h("select", { name: "language" }, ["ru", "en", "de", "kk"].map((code) => h("option", { value: code }, code))),
  );
  return form(shown, close, [line("name", w("name")), languages], async (said) => {
    const made = await app.order("person", { name: said.get("name"), language: said.get("language") });
    if (made) {
      app.become(made.id);
      app.open(made.chat);
    }
  });
}

function group(app, shown, close) {
  const others = app.world.mine.filter((id) => id !== app.me).map((id) => app.world.people.get(id));
  const isForum = shown.kind === "forum";
  const fields = [
    line("title", w("group-title")),
    isForum && line("topics", w("topics"), { maxlength: 200 }),
    h("fieldset", null, h("legend", null, w("with-whom")), others.map((user) => check("member", user.id, user.name))),
    check("bot_admin", "1", w("bot-admin"), false),
  ];
  return form(shown, close, fields, async (said) => {
    const topics = String(said.get("topics") ?? "").split(",").map((name) => name.trim()).filter(Boolean);
    const members = said.getAll("member").map(Number);
    const made = await app.order("group", { title: said.get("title"), members, topics, bot_admin: Boolean(said.get("bot_admin")) });
    if (made) app.open(made.chat);
  });
}

function topic(app, shown, close) {
  return form(shown, close, line("name", w("group-title")), async (said) => {
    const made = await app.order("topic", { chat: shown.chat, name: said.get("name") });
    if (made) app.open(shown.chat, made.thread);
  });
}

function members(app, shown, close) {
  const chat = app.world.chats.get(shown.chat);
  const known = new Set(chat.members.map((member) => member.id));
  const outside = app.world.mine.filter((id) => !known.has(id)).map((id) => ({ id, status: "left" }));
  return h(
    "div",
    { class: "members" },
    h("h2", null, heading(shown)),
    [...chat.members, ...outside].map((member) => memberRow(app, chat, member)),
    h("div", { class: "dialog-end" }, h("button", { class: "wide", type: "button", onClick: close }, w("close"))),
  );
}

function memberRow(app, chat, member) {
  const user = app.world.people.get(member.id);
  if (!user) return null;
  const turn = (status) => () =>
    user.bot ? app.order("bot_status", { chat: chat.id, status }) : app.order("member_status", { chat: chat.id, member: user.id, status });
  const outside = ["left", "kicked"].includes(member.status);
  const steps = outside
    ? [["let-in", turn("member")]]
    : [[member.status === "administrator" ? "make-member" : "make-admin", turn(member.status === "administrator" ? "member" : "administrator")], ["let-out", turn(user.bot ? "kicked" : "left")]];
  const may = member.status !== "creator" && administers(chat, app.me);
  return h(
    "div",
    { class: "member", key: member.id },
    user.bot ? botAvatar() : avatar(user.name, user.id),
    h("div", { class: "member-name" }, h("strong", null, user.name), h("span", null, w(member.status))),
    may && steps.map(([words, act]) => h("button", { class: "text-button", type: "button", key: words, onClick: act }, w(words))),
  );
}

function alert(app, shown, close) {
  return [h("p", { class: "alert" }, icon("note"), shown.text), h("div", { class: "dialog-end" }, h("button", { class: "wide", type: "button", onClick: close }, "OK"))];
}
