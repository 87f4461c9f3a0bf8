/**
 * Where one can be: a chat, or a topic of a forum, seen by one person.
 *
 * @typedef {import("./world.js").World} World
 * @typedef {{chat: number, thread: number | null}} Place
 */

import { w } from "./words.js";

const PRESENT = new Set(["creator", "administrator", "member", "restricted"]);

/** @param {any} chat @param {number} user */
export function status(chat, user) {
  return chat.members.find((member) => member.id === user)?.status ?? "left";
}

/** @param {any} chat @param {number} user */
export function isIn(chat, user) {
  return chat.partner === null ? PRESENT.has(status(chat, user)) : chat.partner === user;
}

/** @param {any} chat */
export function hasBot(chat) {
  return chat.partner !== null || PRESENT.has(chat.bot);
}

/** @param {any} chat @param {number} user */
export function administers(chat, user) {
  return ["creator", "administrator"].includes(status(chat, user));
}

/** The chats of a person, the private one first. @param {World} world @param {number} user */
export function chatsOf(world, user) {
  const own = [...world.chats.values()].filter((chat) => !chat.gone && isIn(chat, user));
  return own.sort((a, b) => Number(a.partner === null) - Number(b.partner === null));
}

/** Private chats of the others. @param {World} world @param {number} user */
export function chatsOfOthers(world, user) {
  return [...world.chats.values()].filter((chat) => chat.partner !== null && chat.partner !== user);
}

/** @param {World} world @param {any} chat @param {number} me */
export function title(world, chat, me) {
  if (chat.partner === null) return chat.title;
  return chat.partner === me ? world.bot.name : `${world.bot.name} · ${world.people.get(chat.partner)?.name}`;
}

/** @param {any} chat @param {number | null} thread */
export function topicName(chat, thread) {
  return thread === null ? w("general") : (chat.topics.find((topic) => topic.id === thread)?.name ?? "");
}

/** What a place shows, in order. @param {World} world @param {Place} place */
export function messagesIn(world, place) {
  const all = [...world.of(place.chat).values()].sort((a, b) => a.id - b.id);
  return world.chats.get(place.chat)?.forum ? all.filter((message) => message.thread === place.thread) : all;
}

/** One line for a list of chats. @param {any} message */
export function glimpse(message) {
  if (!message) return "";
  if (message.service) return serviceText(message);
  return message.text || (message.media ? w(message.media.kind) : "");
}

/** @param {any} message */
export function serviceText(message) {
  const { new_chat_members: came, left_chat_member: gone, forum_topic_created: topic } = message.service;
  if (came) return w("joined", { name: came.map((user) => user.first_name).join(", ") });
  if (gone) return w("removed", { name: gone.first_name });
  if (topic) return w("topic-created", { name: topic.name });
  return w("migrate_to_chat_id" in message.service || "migrate_from_chat_id" in message.service ? "migrated" : "service");
}
