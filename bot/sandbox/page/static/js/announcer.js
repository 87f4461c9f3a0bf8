/** Tells those who listen to the page what is new: a message once it stands still, not each of its words. */

const STILL = 1500;

export class Announcer {
  /** @param {import("./app.js").App} app @param {HTMLElement} region a live region that nobody sees */
  constructor(app, region) {
    this.app = app;
    this.region = region;
    app.onNew.push((message) => message.from !== app.me && this.wait(message));
  }

  /** @param {any} message */
  wait(message) {
    setTimeout(() => {
      const now = this.app.world.of(message.chat).get(message.id);
      if (now && now !== message) this.wait(now);
      else if (now) this.region.textContent = `${now.name}: ${now.text}`;
    }, STILL);
  }
}
