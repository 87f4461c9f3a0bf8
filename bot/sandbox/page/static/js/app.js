/** The page's own state (who one is, where one is, what is open) and the orders that a person gives. */

import { Connection } from "./connection.js";
import { administers, chatsOf, isIn, messagesIn } from "./places.js";
import { narrow } from "./wire.js";
import { w } from "./words.js";
import { World, placeKey } from "./world.js";

/** @typedef {import("./places.js").Place} Place */

const TOAST_SHOWN = 4000;
const SPINNER_SHOWN = 15000;

export class App {
  /**
   * @param {() => void} changed called after every change of what is shown
   * @param {() => void} draw shows it at once, not by the next frame
   */
  constructor(changed, draw) {
    this.changed = changed;
    this.draw = draw;
    this.world = new World();
    this.online = false;
    this.me = 0;
    /** @type {Place | null} */ this.place = null;
    /** @type {any} */ this.reply = null;
    /** @type {any} */ this.editing = null;
    /** @type {Map<string, string>} */ this.texts = new Map();
    /** @type {Map<string, number>} */ this.unread = new Map();
    /** @type {Map<string, string | null>} */ this.pressed = new Map();
    /** @type {Map<string, any>} */ this.commands = new Map();
    /** @type {any[]} */ this.toasts = [];
    this.wire = { shown: !narrow.matches, folded: false, idle: false, here: false, bodies: new Map(), from: 0 };
    /** @type {Set<string>} */ this.fresh = new Set();
    /** @type {any} */ this.completion = null;
    /** @type {any} */ this.dialog = null;
    /** @type {any} */ this.menu = null;
    /** @type {((message: any) => void)[]} */ this.onNew = [];
    this.connection = new Connection((told) => this.hear(told), (online) => this.set({ online }));
  }

  /** @param {Partial<App>} values */
  set(values) {
    Object.assign(this, values);
    this.changed();
  }

  /** @param {any} told */
  hear(told) {
    if (told.snapshot) this.world.reset(told.snapshot);
    if (told.snapshot && !this.world.mine.includes(this.me)) this.become(this.world.mine[0]);
    if (told.gauges) this.world.gauges = told.gauges;
    for (const event of told.events ?? []) {
      const fresh = this.world.apply(event);
      if (event.kind === "toast") this.answered(event);
      if (event.kind === "action") setTimeout(this.changed, 5050);
      if (fresh) this.arrived(fresh);
    }
    this.changed();
  }

  /** @param {any} message one that was not there before */
  arrived(message) {
    const key = placeKey(message.chat, message.thread);
    const name = `${message.chat}/${message.id}`;
    this.fresh.add(name);
    setTimeout(() => this.fresh.delete(name), 400);
    const here = this.place && key === placeKey(this.place.chat, this.place.thread) && !document.hidden;
    const chat = this.world.chats.get(message.chat);
    if (message.from !== this.me && !here && chat && isIn(chat, this.me)) {
      this.unread.set(key, (this.unread.get(key) ?? 0) + 1);
    }
    if (here && !this.editing && message.force !== null && this.concerns(message)) this.replyTo(message);
    if (here) for (const hear of this.onNew) hear(message);
  }

  /** Whether a forced reply is for who one is: a selective one is for those mentioned or replied to. @param {any} message */
  concerns(message) {
    if (!message.selective || message.reply?.from === this.me) return true;
    const own = `@${this.world.people.get(this.me)?.username}`.toLowerCase();
    return message.entities.some(
      ({ type, offset, length, user }) =>
        user?.id === this.me || (type === "mention" && message.text.slice(offset, offset + length).toLowerCase() === own),
    );
  }

  /** A button was answered: its spinner ends, and who pressed it reads the toast. @param {any} event */
  answered(event) {
    for (const [key, press] of this.pressed) if (press === event.id) this.pressed.delete(key);
    if (event.user_id !== this.me || !event.text) return;
    if (event.alert) this.dialog = { kind: "alert", text: event.text };
    else this.toast(event.text);
  }

  /** @param {string} text @param {boolean} [bad] */
  toast(text, bad = false) {
    const toast = { text, bad, key: Math.random() };
    this.toasts = [...this.toasts.slice(-3), toast];
    setTimeout(() => this.set({ toasts: this.toasts.filter((each) => each !== toast) }), TOAST_SHOWN);
    this.changed();
  }

  /** Give an order as who one is; a refusal is shown. @param {string} name @param {any} [fields] */
  async order(name, fields = {}) {
    try {
      return await this.connection.ask(name, { person: this.me, ...fields });
    } catch (error) {
      this.toast(w("failed", { reason: /** @type {Error} */ (error).message }), true);
      return undefined;
    }
  }

  /** @param {number} person */
  become(person) {
    const known = this.place && this.world.chats.get(this.place.chat);
    this.me = person;
    if (!known || !isIn(known, person)) {
      const first = chatsOf(this.world, person)[0];
      this.place = first && innerWidth > 720 ? { chat: first.id, thread: null } : null;
    }
    this.set({ reply: null, editing: null, completion: null, menu: null });
  }

  /** @param {number} chat @param {number | null} [thread] */
  open(chat, thread = null) {
    const partner = this.world.chats.get(chat)?.partner;
    if (partner != null && partner !== this.me) this.me = partner;
    this.unread.delete(placeKey(chat, thread));
    this.set({ place: { chat, thread }, reply: null, editing: null, completion: null, menu: null });
  }

  get chat() {
    return this.place ? this.world.chats.get(this.place.chat) : undefined;
  }

  get text() {
    return this.place ? (this.texts.get(placeKey(this.place.chat, this.place.thread)) ?? "") : "";
  }

  set text(value) {
    if (this.place) this.texts.set(placeKey(this.place.chat, this.place.thread), value);
  }

  /** Change what stands in the field before the next key, which would else be added to the old text. @param {string} text */
  write(text) {
    this.text = text;
    this.draw();
  }

  /** @param {string} text @param {any} [file] */
  async send(text, file) {
    if (!this.place || (!text.trim() && !file)) return;
    const { chat, thread } = this.place;
    const reply = this.reply?.id;
    if (this.editing) {
      const message = this.editing.id;
      this.editing = null;
      this.write("");
      await this.order("edit", { chat, message, text });
      return;
    }
    Object.assign(this, { reply: null, completion: null });
    this.write("");
    const sent = await this.order("send", { chat, thread, text, reply, file });
    if (sent === undefined && !this.text) this.text = text;
    this.changed();
  }

  /** @param {any} message @param {any} button */
  async press(message, button) {
    if (button.url) return void open(button.url, "_blank", "noopener");
    if (button.copy_text) return void navigator.clipboard?.writeText(button.copy_text.text);
    const key = `${message.chat}/${message.id}/${button.callback_data}`;
    if (this.pressed.has(key)) return undefined;
    this.set({ pressed: this.pressed.set(key, null) });
    const made = await this.order("press", { chat: message.chat, message: message.id, button: button.callback_data });
    if (made) this.pressed.set(key, made.press);
    else this.pressed.delete(key);
    setTimeout(() => this.pressed.delete(key) && this.changed(), SPINNER_SHOWN);
    return undefined;
  }

  /** @param {any} message */
  mayDelete(message) {
    const chat = this.world.chats.get(message.chat);
    return Boolean(chat) && (chat.partner === this.me || message.from === this.me || administers(chat, this.me));
  }

  editLast() {
    const own = this.place ? messagesIn(this.world, this.place).filter((one) => one.from === this.me && !one.media && !one.service) : [];
    if (own.length) this.edit(own.at(-1));
  }

  /** @param {any} message */
  edit(message) {
    Object.assign(this, { editing: message, reply: null });
    this.write(message.text);
    focusField();
  }

  /** @param {any} message */
  replyTo(message) {
    this.set({ reply: message, editing: null });
    focusField();
  }
}

/** Once the field is there. */
function focusField() {
  requestAnimationFrame(() => /** @type {HTMLElement | null} */ (document.querySelector(".composer textarea"))?.focus());
}
