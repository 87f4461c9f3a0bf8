/** One message as it is drawn: quote, text, file, time, and the buttons below it. */

import { avatar, botAvatar, colour } from "./avatar.js";
import { rich } from "./entities.js";
import { icon } from "./icons.js";
import { glimpse, serviceText } from "./places.js";
import { richBlocks } from "./rich.js";
import { h } from "./vdom.js";
import { clock, size, tongue, w } from "./words.js";

/**
 * @param {import("./app.js").App} app
 * @param {any} message
 * @param {{first: boolean, last: boolean, group: boolean, tabbable: boolean}} run its place among the messages of one author
 */
export function bubble(app, message, run) {
  if (message.service) {
    return h("div", { class: "service", key: message.id, "data-id": message.id }, h("span", null, serviceText(message)));
  }
  const mine = message.from === app.me;
  const pressed = message.rows.flat().map((button) => app.pressed.has(pressKey(message, button))).join();
  return h(
    "article",
    {
      key: message.id,
      memo: [message, run.first, run.last, run.group, mine, tongue(), pressed, run.tabbable],
      class: classes(message, run, mine, app.fresh.has(`${message.chat}/${message.id}`)),
      "data-id": message.id,
      tabindex: run.tabbable ? 0 : -1,
      "aria-label": `${message.name}, ${clock(message.date)}`,
      onContextmenu: (event) => openMenu(app, message, event),
      onKeydown: (event) => event.key === "Enter" && event.target === event.currentTarget && openMenu(app, message, event),
      onDblclick: (event) => event.target === event.currentTarget && app.replyTo(message),
    },
    h(
      "div",
      { class: "column" },
      h("div", { class: "bubble" }, run.group && !mine && run.last && picture(app, message), run.group && !mine && run.first && author(message), reply(app, message), media(message), body(app, message)),
      message.rows.length > 0 && keyboard(app, message),
    ),
  );
}

function classes(message, run, mine, fresh) {
  const names = ["message", mine ? "mine" : "theirs"];
  if (run.first) names.push("first");
  if (run.last) names.push("tail");
  if (run.group) names.push("in-group");
  if (fresh) names.push("fresh");
  if (message.rows.length) names.push("with-keys");
  if (message.media?.kind === "photo") names.push("with-photo");
  return names.join(" ");
}

function picture(app, message) {
  return message.from === app.world.bot.id ? botAvatar() : avatar(message.name, message.from);
}

function author(message) {
  return h("div", { class: `author tint-${colour(message.from)}` }, message.name);
}

function reply(app, message) {
  const target = message.reply;
  if (!target) return null;
  const text = target.gone ? w("deleted") : target.text || glimpse(target);
  const jump = () => document.querySelector(`[data-id="${target.id}"]`)?.dispatchEvent(new CustomEvent("flash", { bubbles: true }));
  return h(
    "button",
    { class: `reply tint-${colour(target.from)}`, type: "button", onClick: jump },
    h("strong", null, target.name),
    h("span", null, text.split("\n").find((line) => line.trim()) ?? ""),
  );
}

function media(message) {
  const file = message.media;
  if (!file) return null;
  const address = `/file/${encodeURIComponent(file.file)}`;
  if (file.kind === "photo") {
    return h("a", { class: "photo", href: address, target: "_blank" }, h("img", { src: address, alt: message.text || w("photo") }));
  }
  return h(
    "a",
    { class: "file", href: address, download: file.name || true },
    h("span", { class: "file-icon" }, icon("file")),
    h("span", { class: "file-name" }, file.name || w(file.kind)),
    h("span", { class: "file-size" }, size(file.size)),
  );
}

function body(app, message) {
  const acts = { onCommand: (command) => app.send(command) };
  const meta = [message.edited ? h("span", null, `${w("edited")} `) : null, clock(message.date)];
  return h(
    "div",
    { class: "body", key: "body" },
    message.rich === null
      ? h("span", { class: "text", dir: "auto" }, rich(message.text, message.entities, acts))
      : h("div", { class: "text rich", dir: "auto" }, richBlocks(message.rich)),
    h("span", { class: "meta ghost", "aria-hidden": "true" }, meta),
    h("span", { class: "meta" }, meta),
  );
}

function keyboard(app, message) {
  return h(
    "div",
    { class: "keys" },
    message.rows.map((row) => h("div", { class: "key-row" }, row.map((button) => key(app, message, button)))),
  );
}

function key(app, message, button) {
  const waiting = app.pressed.has(pressKey(message, button));
  const style = button.style ? ` ${button.style}` : "";
  const sign = button.text.length === 1 ? " sign" : "";
  return h(
    "button",
    { class: `key${style}${sign}${waiting ? " waiting" : ""}`, type: "button", disabled: Boolean(button.disabled), "aria-busy": String(waiting), onClick: () => app.press(message, button) },
    h("span", null, button.text),
  );
}

function pressKey(message, button) {
  return `${message.chat}/${message.id}/${button.callback_data}`;
}

function openMenu(app, message, event) {
  if (event.type === "contextmenu" && event.target.closest("a, .pre") && !getSelection()?.isCollapsed) return;
  event.preventDefault();
  const box = event.currentTarget.querySelector(".bubble").getBoundingClientRect();
  const byMouse = event.type === "contextmenu" && event.clientX > 0;
  const own = message.from === app.me && !message.media;
  const items = [
    { words: w("reply"), icon: "reply", act: () => app.replyTo(message) },
    { words: w("copy-text"), icon: "copy", act: () => navigator.clipboard?.writeText(message.text) },
    own && { words: w("edit"), icon: "edit", act: () => app.edit(message) },
    app.mayDelete(message) && {
      words: w("delete"), icon: "trash", bad: true,
      act: () => app.order("delete", { chat: message.chat, message: message.id }),
    },
  ];
  const [x, y] = byMouse ? [event.clientX, event.clientY] : [box.left + 24, Math.min(box.top + 32, innerHeight - 220)];
  app.set({ menu: { x, y, label: w("message-actions"), items: items.filter(Boolean) } });
}
