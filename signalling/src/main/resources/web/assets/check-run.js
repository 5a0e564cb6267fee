import { checkBrowser } from './check-browser.js';
import { checkCamera, checkMicrophone } from './check-devices.js';
import { MEASURE_MILLIS, NetworkCheck } from './check-network.js';
import { checkPage, checkSocket } from './check-reach.js';
import { LocalMedia } from './local-media.js';

/** In this order; devices last, since they wait for a click on the browser's question. */
export const STEPS = ['browser', 'page', 'socket', 'udp', 'up', 'down', 'microphone', 'camera'];

const notTested = (why) => ({ state: 'skipped', key: `check.skipped.${why}` });

/**
 * One check from beginning to end. A step's result is `{state, key, values, facts}`: state ok, warn, fail or skipped, the key
 * of a sentence with its values, and facts as `[key, values]`, all to be put into words when they are shown.
 */
export class CheckRun {
  #token;
  #onChange;
  #network = null;
  #media = new LocalMedia();

  results = {};
  /** What the server said of itself and of its media: `{first, last}` or null, and `[{address, port}]`. */
  udpPorts = null;
  candidates = [];
  startedAt = new Date();
  running = null;
  /** Of the running step, 0 to 1; null if unknown. */
  progress = null;

  constructor(token, onChange) {
    this.#token = token;
    this.#onChange = onChange;
  }

  async run() {
    await this.#step('browser', checkBrowser);
    await this.#step('page', async () => {
      const { result, needs } = await checkPage();
      this.udpPorts = needs?.udpPorts ?? null;
      return result;
    });
    await this.#step('socket', checkSocket);
    await this.#checkNetwork();
    await this.#step('microphone', () => checkMicrophone(this.#media, (share) => this.#tell(share)));
    await this.#step('camera', () => checkCamera(this.#media));
    this.stop();
    this.running = null;
    this.#onChange(this);
  }

  /** The camera's picture, while it is open. */
  get cameraTrack() {
    return this.#media.trackOf('camera');
  }

  stop() {
    this.#network?.close();
    this.#network = null;
    this.#media.stop();
  }

  async #checkNetwork() {
    if (this.results.browser.state === 'fail') return this.#skip(['udp', 'up', 'down'], 'browser');
    if (this.results.page.state === 'fail') return this.#skip(['udp', 'up', 'down'], 'page');
    this.#network = new NetworkCheck(this.#token);
    await this.#step('udp', async () => {
      const result = await this.#network.connect((share) => this.#tell(share));
      this.candidates = this.#network.candidates;
      return result;
    });
    if (!this.#network.connected) return this.#skip(['up', 'down'], 'udp');
    await this.#step('up', () => this.#network.measure((share) => this.#tell(share)));
    await this.#step('down', async () => this.#network.downResult());
    this.#network.close();
  }

  async #step(name, job) {
    this.running = name;
    this.#tell(null);
    try {
      this.results[name] = await job();
    } catch (error) {
      this.results[name] = { state: 'fail', key: 'check.failed', values: { message: error.message } };
    }
    this.#onChange(this);
  }

  #skip(names, why) {
    for (const name of names) this.results[name] = notTested(why);
  }

  #tell(share) {
    this.progress = share;
    this.#onChange(this);
  }
}

/** How long the whole takes, about; for people. */
export const ABOUT_SECONDS = Math.round(MEASURE_MILLIS / 1_000 + 15);
