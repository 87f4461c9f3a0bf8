/** The conversation: who it is with, what was said, and what may be said. */

import { avatar, botAvatar } from "./avatar.js";
import { bubble } from "./bubble.js";
import { composer } from "./composer.js";
import { rich } from "./entities.js";
import { icon } from "./icons.js";
import { administers, hasBot, messagesIn, title, topicName } from "./places.js";
import { Scroll } from "./scroll.js";
import { h } from "./vdom.js";
import { counted, w } from "./words.js";
import { placeKey } from "./world.js";

/** @typedef {import("./app.js").App} App */

/** @type {Scroll | null} */
let scroll = null;

/** @param {App} app */
export function conversation(app) {
  const { chat, place } = app;
  if (!chat || !place) return h("main", { class: "chat nowhere", key: "nowhere" }, h("p", null, w("empty")));
  scroll ??= follow(app);
  const messages = messagesIn(app.world, place);
  const key = placeKey(place.chat, place.thread);
  return h(
    "main",
    { class: "chat", key: "chat" },
    head(app, chat, place),
    h(
      "div",
      { class: "reading", key: `read${key}/${app.me}` },
      h(
        "div",
        { class: "scroll", made: (node) => queueMicrotask(() => scroll?.watch(node)), onKeydown: walk },
        h("div", { class: "sheet", role: "log", "aria-live": "off" }, sheet(app, chat, place, messages)),
      ),
      !scroll.atEnd && h("button", { class: "down", type: "button", "aria-label": w("down"), title: w("down"), onClick: () => scroll?.toEnd() }, icon("down")),
    ),
    composer(app, messages),
  );
}

/** What one says is to be seen, and then its answer: wherever one reads, it leads to the end. */
function follow(app) {
  const made = new Scroll(() => app.changed());
  app.onNew.push((message) => message.from === app.me && !message.service && made.toEnd());
  return made;
}

function head(app, chat, place) {
  const name = chat.forum ? topicName(chat, place.thread) : title(app.world, chat, app.me);
  const picture = chat.partner === null ? avatar(chat.title, chat.id, chat.forum ? "square" : "") : botAvatar();
  return h(
    "header",
    { class: "bar" },
    h("button", { class: "round back", type: "button", "aria-label": w("back"), onClick: () => app.set({ place: null }) }, icon("back")),
    picture,
    h("div", { class: "head-words" }, h("h2", null, name), h("p", null, subtitle(app, chat, place))),
    h("span", { class: "grow" }),
    h("button", { class: "round", type: "button", title: w("menu"), "aria-label": w("menu"), onClick: (event) => app.set({ menu: chatMenu(app, chat, event) }) }, icon("more")),
    h(
      "button",
      { class: app.wire.shown ? "round on" : "round", type: "button", title: w("wire-open"), "aria-label": w("wire-open"), "aria-pressed": String(app.wire.shown), onClick: () => app.set({ wire: { ...app.wire, shown: !app.wire.shown } }) },
      icon("wire"),
    ),
  );
}

function subtitle(app, chat, place) {
  const action = app.world.action(chat.id, place.thread);
  if (action) return h("span", { class: "typing" }, `${action === "typing" ? w("typing") : w("uploading")}`, dots());
  if (chat.partner !== null) return chat.blocked ? w("blocked") : w("bot");
  const count = counted("members", chat.members.filter((member) => !["left", "kicked"].includes(member.status)).length);
  return chat.forum ? `${chat.title}, ${count}` : count;
}

function dots() {
  return h("span", { class: "dots", "aria-hidden": "true" }, h("i", null), h("i", null), h("i", null));
}

function chatMenu(app, chat, event) {
  const box = event.currentTarget.getBoundingClientRect();
  return { x: box.right - 260, y: box.bottom + 4, label: w("menu"), items: chatActions(app, chat) };
}

function chatActions(app, chat) {
  if (chat.partner !== null) {
    const words = w(chat.blocked ? "unblock" : "block");
    return [{ words, icon: chat.blocked ? "check" : "close", bad: !chat.blocked, act: () => app.order("block", { on: !chat.blocked }) }];
  }
  const turn = (status) => () => app.order("bot_status", { chat: chat.id, status });
  const promoted = chat.bot === "administrator";
  const items = [{ words: w("members-title"), icon: "group", act: () => app.set({ dialog: { kind: "members", chat: chat.id } }) }];
  if (chat.forum) items.push({ words: w("new-topic"), icon: "plus", act: () => app.set({ dialog: { kind: "topic", chat: chat.id } }) });
  if (!hasBot(chat)) return [...items, { words: w("bot-add"), icon: "plus", act: turn("member") }];
  if (administers(chat, app.me)) items.push({ words: w(promoted ? "bot-demote" : "bot-promote"), icon: "up", act: turn(promoted ? "member" : "administrator") });
  return [...items, { words: w("bot-kick"), icon: "close", bad: true, act: turn("kicked") }];
}

function sheet(app, chat, place, messages) {
  const group = chat.partner === null;
  const drafts = [...app.world.drafts.values()].filter((draft) => draft.chat === chat.id && (draft.thread_id ?? null) === place.thread);
  const shown = messages.map((message, index) => {
    const before = messages[index - 1];
    const after = messages[index + 1];
    const run = { first: !follows(before, message), last: !follows(message, after), group, tabbable: !after };
    return bubble(app, message, run);
  });
  return [
    messages.length ? h("div", { class: "service day", key: "day" }, h("span", null, w("today"))) : nothing(app, chat),
    ...shown,
    ...drafts.map((draft) => growing(app, draft)),
    app.world.action(chat.id, place.thread) && h("div", { class: "message theirs tail first waiting", key: "typing" }, h("div", { class: "column" }, h("div", { class: "bubble" }, dots()))),
  ];
}

function follows(before, message) {
  return Boolean(before && message) && !before.service && !message.service && before.from === message.from && message.date - before.date < 600;
}

function nothing(app, chat) {
  const mine = chat.partner !== null;
  const person = app.world.people.get(app.me)?.name ?? "";
  const hint = mine ? (chat.started ? w("scripted") : w("start-hint", { name: person })) : w("empty-group", { username: app.world.bot.username ?? "" });
  return h("div", { class: "nothing", key: "nothing" }, botAvatar("large"), h("strong", null, app.world.bot.name), h("p", null, hint));
}

/** A draft: seen growing, kept nowhere. */
function growing(app, draft) {
  const stop = () => app.order("stop", { chat: draft.chat, draft: draft.draft_id });
  return h(
    "article",
    { class: "message theirs tail first draft", key: `draft${draft.draft_id}`, "data-draft": draft.draft_id },
    h(
      "div",
      { class: "column" },
      h("div", { class: "bubble" }, h("div", { class: "body" }, draft.text ? h("span", { class: "text", dir: "auto" }, rich(draft.text, draft.entities)) : h("span", { class: "thinking" }, w("thinking")))),
      draft.can_stop && h("div", { class: "keys" }, h("div", { class: "key-row" }, h("button", { class: "key", type: "button", onClick: stop }, icon("stop"), h("span", null, w("stop"))))),
    ),
  );
}

function walk(event) {
  const here = document.activeElement?.closest(".message");
  if (!here || document.activeElement !== here || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const all = [...event.currentTarget.querySelectorAll(".message[data-id]")];
  const next = all[all.indexOf(here) + (event.key === "ArrowUp" ? -1 : 1)];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
  event.preventDefault();
}
