/**
 * The WebSocket to the sandbox: it comes back by itself, and asks then for what happened after the last event.
 *
 * @typedef {{snapshot?: any, events?: any[], gauges?: any, run?: string, seq?: number, reply?: number}} Told
 */

const LONGEST_PAUSE = 3000;

export class Connection {
  /**
   * @param {(told: Told) => void} onTold
   * @param {(online: boolean) => void} onState
   */
  constructor(onTold, onState) {
    this.onTold = onTold;
    this.onState = onState;
    this.run = "";
    this.seq = -1;
    this.pause = 150;
    this.number = 0;
    /** @type {Map<number, {resolve: (result: any) => void, reject: (error: Error) => void}>} */
    this.open = new Map();
    this.connect();
  }

  connect() {
    const seen = this.seq < 0 ? "" : `?run=${this.run}&seen=${this.seq}`;
    this.socket = new WebSocket(`ws://${location.host}/socket${seen}`);
    this.socket.onopen = () => {
      this.pause = 150;
      this.onState(true);
    };
    this.socket.onmessage = (message) => this.hear(JSON.parse(message.data));
    this.socket.onclose = () => this.lost();
  }

  lost() {
    this.onState(false);
    for (const { reject } of this.open.values()) reject(new Error("offline"));
    this.open.clear();
    setTimeout(() => this.connect(), this.pause);
    this.pause = Math.min(LONGEST_PAUSE, this.pause * 2);
  }

  /** @param {any} told */
  hear(told) {
    if (told.reply !== undefined) return this.settle(told);
    if (told.snapshot) [this.run, this.seq] = [told.run, told.seq];
    if (told.events) {
      told.events = told.events.filter((event) => event.seq > this.seq);
      this.seq = told.events.at(-1)?.seq ?? this.seq;
    }
    this.onTold(told);
  }

  /** @param {{reply: number, result?: any, error?: string}} told */
  settle(told) {
    const waiting = this.open.get(told.reply);
    this.open.delete(told.reply);
    told.error === undefined ? waiting?.resolve(told.result) : waiting?.reject(new Error(told.error));
  }

  /**
   * Give an order and return its result; an order that is refused rejects with the reason.
   * @param {string} order
   * @param {Object<string, any>} fields
   * @returns {Promise<any>}
   */
  ask(order, fields = {}) {
    if (this.socket.readyState !== WebSocket.OPEN) return Promise.reject(new Error("offline"));
    const number = (this.number += 1);
    this.socket.send(JSON.stringify({ order, number, ...fields }));
    return new Promise((resolve, reject) => this.open.set(number, { resolve, reject }));
  }
}
