/** What can follow as one types: the bot's commands after "/", people after "@". */

import { avatar, botAvatar } from "./avatar.js";
import { icon } from "./icons.js";
import { h } from "./vdom.js";
import { w } from "./words.js";

/** @typedef {import("./app.js").App} App */

/** Look at the text before the cursor and offer what fits. @param {App} app @param {HTMLTextAreaElement} field */
export async function complete(app, field) {
  const before = field.value.slice(0, field.selectionStart);
  const command = /^\/(\w*)$/.exec(before);
  const mention = /(?:^|\s)@(\w*)$/.exec(before);
  const items = command ? await commands(app, command[1]) : mention ? people(app, mention[1]) : [];
  if (field.value.slice(0, field.selectionStart) !== before) return;
  const kind = command ? "commands" : "mentions";
  app.set({ completion: items.length ? { kind, items, index: 0, from: before.length - (command ?? mention)[1].length - 1 } : null });
}

async function commands(app, typed) {
  const { chat, me, world } = app;
  const key = `${me}/${chat.id}/${world.menus}`;
  if (!app.commands.has(key)) app.commands.set(key, (await app.order("commands", { chat: chat.id })) ?? []);
  const suffix = chat.partner === null ? `@${world.bot.username}` : "";
  return app.commands
    .get(key)
    .filter(({ command }) => command.startsWith(typed.toLowerCase()))
    .map(({ command, description }) => ({ name: `/${command}`, about: description, text: `/${command}${suffix}` }));
}

function people(app, typed) {
  const { chat, world } = app;
  if (chat.partner !== null) return [];
  const here = chat.members.filter((member) => !["left", "kicked"].includes(member.status) && member.id !== app.me);
  const users = here.map((member) => world.people.get(member.id)).filter((user) => user?.username);
  users.sort((a, b) => Number(b.bot) - Number(a.bot));
  const fits = (user) => `${user.username} ${user.name}`.toLowerCase().includes(typed.toLowerCase());
  return users.filter(fits).map((user) => ({ user, name: user.name, about: `@${user.username}`, text: `@${user.username} ` }));
}

/** @param {App} app */
export function completion(app) {
  const shown = app.completion;
  if (!shown) return null;
  return h(
    "ul",
    { class: "completion", id: "completion", key: "completion", role: "listbox", "aria-label": w(shown.kind) },
    shown.items.map((item, index) =>
      h(
        "li",
        {
          key: item.text,
          id: `choice-${index}`,
          role: "option",
          class: index === shown.index ? "chosen" : null,
          "aria-selected": String(index === shown.index),
          onPointerdown: (event) => {
            event.preventDefault();
            choose(app, item, true);
          },
        },
        item.user ? (item.user.bot ? botAvatar("small") : avatar(item.user.name, item.user.id, "small")) : h("span", { class: "slash" }, icon("slash")),
        h("strong", null, item.name),
        h("span", null, item.about),
      ),
    ),
  );
}

/** Move in the list and take from it; true if the key was the list's. @param {App} app @param {KeyboardEvent} event */
export function hintKeys(app, event) {
  const shown = app.completion;
  if (!shown) return false;
  const step = { ArrowDown: 1, ArrowUp: shown.items.length - 1 }[event.key];
  if (step) {
    app.set({ completion: { ...shown, index: (shown.index + step) % shown.items.length } });
    requestAnimationFrame(() => document.querySelector(".completion .chosen")?.scrollIntoView({ block: "nearest" }));
  } else if (event.key === "Enter" || event.key === "Tab") choose(app, shown.items[shown.index], event.key === "Enter");
  else if (event.key === "Escape") app.set({ completion: null });
  else return false;
  event.preventDefault();
  return true;
}

function choose(app, item, now) {
  const isCommand = app.completion.kind === "commands";
  const head = app.text.slice(0, app.completion.from);
  const tail = app.text.slice(app.completion.from).replace(/^[/@]\w*/, "");
  app.set({ completion: null });
  if (isCommand && now && !tail.trim()) return void app.send(item.text);
  app.write(head + item.text + (isCommand ? ` ${tail}` : tail.trimStart()));
  return undefined;
}
