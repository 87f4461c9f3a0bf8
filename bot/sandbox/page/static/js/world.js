/**
 * The state of the sandbox as this browser knows it. It changes by what the sandbox tells, and by nothing else.
 *
 * @typedef {{id: number, name: string, username?: string, bot: boolean, language?: string}} User
 * @typedef {{id: number, type: string, title: string, forum: boolean, partner: number | null, started: boolean,
 *   blocked: boolean, bot: string, gone: boolean, members: {id: number, status: string}[],
 *   topics: {id: number, name: string}[]}} Chat
 * @typedef {{id: number, chat: number, thread: number | null, from: number | null, name: string, date: number,
 *   edited: boolean, text: string, entities: any[], media: any, service: any, reply: any, rows: any[][],
 *   force: string | null}} Message
 */

const TYPING_SHOWN = 5000;

export class World {
  constructor() {
    /** @type {Map<number, User>} */ this.people = new Map();
    /** @type {Map<number, Chat>} */ this.chats = new Map();
    /** @type {Map<number, Map<number, Message>>} */ this.messages = new Map();
    /** @type {Map<string, any>} */ this.drafts = new Map();
    /** @type {Map<string, {action: string, until: number}>} */ this.actions = new Map();
    /** @type {Map<string, any>} */ this.wire = new Map();
    /** @type {number[]} */ this.mine = [];
    /** @type {User} */ this.bot = { id: 0, name: "", bot: true };
    this.faultSwitches = {};
    this.gauges = { budgets: {}, streams: null, flows: {} };
    this.real = false;
    this.menus = 0;
    this.ready = false;
  }

  /** @param {any} state everything at once */
  reset(state) {
    this.people = new Map(state.people.map((user) => [user.id, user]));
    this.chats = new Map(state.chats.map((chat) => [chat.id, chat]));
    this.messages = new Map();
    this.drafts = new Map(state.drafts.map((draft) => [`${draft.chat}/${draft.draft_id}`, draft]));
    this.wire = new Map(state.wire.map((line) => [line.id, line]));
    Object.assign(this, { bot: state.bot, mine: state.mine, faultSwitches: state.fault_switches, real: state.real });
    this.actions.clear();
    this.menus += 1;
    state.messages.forEach((message) => this.keep(message));
    this.ready = true;
  }

  /** @param {any} event one numbered event; returns a message that is new, for whoever announces it */
  apply(event) {
    return this[`on_${event.kind}`]?.(event);
  }

  on_message({ message }) {
    const known = this.of(message.chat).has(message.id);
    this.keep(message);
    if (message.from === this.bot.id) this.actions.delete(placeKey(message.chat, message.thread));
    return known ? undefined : message;
  }

  on_deleted({ chat, message_id }) {
    const kept = this.of(chat);
    kept.delete(message_id);
    for (const message of kept.values()) {
      if (message.reply?.id === message_id) this.keep({ ...message, reply: { ...message.reply, gone: true } });
    }
  }

  on_draft(draft) {
    this.drafts.set(`${draft.chat}/${draft.draft_id}`, draft);
    this.actions.delete(placeKey(draft.chat, draft.thread_id));
  }

  on_draft_gone({ chat, draft_id }) {
    this.drafts.delete(`${chat}/${draft_id}`);
  }

  on_action({ chat, action, thread_id }) {
    this.actions.set(placeKey(chat, thread_id), { action, until: Date.now() + TYPING_SHOWN });
  }

  on_chat({ chat, people }) {
    this.chats.set(chat.id, chat);
    for (const user of people) {
      this.people.set(user.id, user);
      if (!user.bot && !this.mine.includes(user.id)) this.mine.push(user.id);
    }
    this.menus += 1;
  }

  on_commands() {
    this.menus += 1;
  }

  on_fault_switches({ state }) {
    this.faultSwitches = state;
  }

  on_wire({ line }) {
    this.wire.set(line.id, line);
    if (this.wire.size > 400) this.wire.delete(this.wire.keys().next().value);
  }

  /** @param {Message} message */
  keep(message) {
    this.of(message.chat).set(message.id, message);
  }

  /** @param {number} chatId @returns {Map<number, Message>} */
  of(chatId) {
    if (!this.messages.has(chatId)) this.messages.set(chatId, new Map());
    return this.messages.get(chatId);
  }

  /** @param {number} chat @param {number | null} thread what the bot does there, as long as it is shown */
  action(chat, thread) {
    const found = this.actions.get(placeKey(chat, thread));
    return found && found.until > Date.now() ? found.action : null;
  }
}

/** @param {number} chat @param {number | null | undefined} thread */
export function placeKey(chat, thread) {
  return `${chat}/${thread ?? 0}`;
}
