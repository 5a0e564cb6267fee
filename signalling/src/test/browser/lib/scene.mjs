import { drawnCamera } from './cameras.mjs';
import { joinUnseeing } from './in-page.mjs';
import { startServer } from './server.mjs';
import { token } from './token.mjs';
import { waitFor } from './wait.mjs';

/**
 * A server, browsers and the people in them for one test file. A wait that fails tells what everybody saw, with the
 * server's last words and a screenshot of each page.
 */
export class Scene {
  #browsers = [];
  #failures = 0;
  people = new Map();

  /**
   * @param {string} name of the server's log and of screenshots of failures
   * @param {string} [room]
   * @param {string[]} [command] see `startServer`
   * @param {string[]} [options] see `startServer`
   */
  static async open(name, room = name, command, options) {
    const scene = new Scene();
    Object.assign(scene, { name, room });
    scene.server = await startServer(name, command, options);
    return scene;
  }

  /** @param {() => Promise<object>} launch `launchChromium` or `launchFirefox` */
  async launch(launch) {
    const browser = await launch();
    this.#browsers.push(browser);
    return browser;
  }

  /**
   * Opens the lesson, or what `at` names, for somebody in a browser that was launched; `page` goes to the browser's
   * `participant`. `before`, a function for the page and its argument, runs ahead of the page's own scripts.
   */
  async enter(browser, name, { url = this.server.url, at, room = this.room, role, grants, autojoin, lang, more, before, ...page } = {}) {
    const participant = await browser.participant(name, page);
    this.people.set(name, participant);
    if (before) await participant.page.addInitScript(...before);
    await participant.open(url, { page: at, room, role, grants, autojoin, lang, more });
    return participant;
  }

  /** Opens the page of a broadcast for somebody who may write comments. */
  watch(browser, name, options = {}) {
    return this.enter(browser, name, { at: 'watch', role: 'viewer', grants: { chat: true }, ...options });
  }

  /** Fills the room with people who are seen and cost little: all of them in one page that shows nothing. */
  async crowd(browser, names) {
    const page = await browser.participant('crowd', {});
    await page.page.goto(`${this.server.url}/`);
    for (const name of names) {
      const secret = token({ room: this.room, identity: `${name}-id`, name });
      await page.evaluate(joinUnseeing, { token: secret, camera: drawnCamera(name) });
    }
  }

  forget(participant) {
    this.people.delete(participant.name);
  }

  async waitFor(what, check, withinMillis) {
    try {
      return await waitFor(what, check, { withinMillis });
    } catch (error) {
      throw new Error(`${error.message}\n${await this.#report()}`);
    }
  }

  /** Waits until a figure has grown by `atLeast` since now, or since it is first there. */
  async rises(what, read, atLeast, withinMillis) {
    let start = null;
    await this.waitFor(
      `${what} to rise by ${atLeast}`,
      async () => {
        const now = await read();
        start ??= now;
        if (now - start < atLeast) throw new Error(`risen from ${start} to ${now}`);
        return true;
      },
      withinMillis,
    );
  }

  async close() {
    for (const browser of this.#browsers) await browser.close();
    await this.server.stop();
  }

  async #report() {
    const parts = [];
    const failure = `failed-${this.name}-${++this.#failures}`;
    for (const [name, participant] of this.people) {
      const seen = await participant.look().catch((error) => error.message);
      parts.push(`--- ${name}: ${seen}`);
      await participant.screenshot(`${failure}-${name}`).catch(() => {});
    }
    return [...parts, `--- screenshots: signalling/target/screenshots/${failure}-*.png`, this.server.logTail()].join('\n');
  }
}
