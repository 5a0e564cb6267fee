import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { launchChromium } from './chromium.mjs';

const IN_NAMESPACE = fileURLToPath(new URL('chromium-in-netns.sh', import.meta.url));
/** Two full packets: a train of packets leaves at the rate, not at once. */
const BURST_BYTES = 3000;
const run = promisify(execFile);

/** One client host: a network namespace, and the link to it. Made by `ShapedNetwork`. */
export class ShapedLink {
  #name;
  #near;
  #far;
  #relay = null;
  #limited = { down: false, up: false };

  constructor(name, subnet) {
    this.#name = name;
    [this.#near, this.#far] = [`${name}h`, `${name}c`];
    this.gateway = `${subnet}.1`;
    this.client = `${subnet}.2`;
    ip('netns', 'add', name);
    try {
      ip('link', 'add', this.#near, 'type', 'veth', 'peer', 'name', this.#far, 'netns', name);
      this.addAddress(this.gateway);
      ip('link', 'set', this.#near, 'up');
      ip('-n', name, 'addr', 'add', `${this.client}/24`, 'dev', this.#far);
      for (const device of [this.#far, 'lo']) ip('-n', name, 'link', 'set', device, 'up');
      ip('-n', name, 'route', 'add', 'default', 'via', this.gateway);
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  /** One more on this machine's side. */
  addAddress(address) {
    ip('addr', 'add', `${address}/24`, 'dev', this.#near);
  }

  attach(relay, url) {
    this.#relay = relay;
    /** Of pages and signalling, for the browser in the namespace. */
    this.url = url;
  }

  /**
   * @param {'down' | 'up'} way down: towards the client
   * @param {number} kbps of Ethernet frames; 0: as fast as it goes
   * @param {number} queueMillis what comes when the queue is this long is dropped
   */
  setRate(way, kbps, queueMillis = 200) {
    const at = way === 'down' ? ['dev', this.#near] : ['dev', this.#far];
    const verb = this.#limited[way] ? 'change' : 'add';
    if (kbps) this.#tc(way, 'qdisc', verb, ...at, 'root', 'tbf', 'rate', `${kbps}kbit`, 'burst', String(BURST_BYTES), 'latency', `${queueMillis}ms`);
    else if (this.#limited[way]) this.#tc(way, 'qdisc', 'delete', ...at, 'root');
    this.#limited[way] = kbps > 0;
  }

  /** Delay, jitter and loss: see `RelayLine`. */
  setCondition(way, condition) {
    return this.#relay.change(this.client, way, condition);
  }

  hold(way, millis) {
    return this.#relay.hold(this.client, way, millis);
  }

  takeBins() {
    return this.#relay.takeBins(this.client);
  }

  /** The queue towards the client now, null when it is not limited: bytes waiting, and counters since it was made. */
  async queue() {
    if (!this.#limited.down) return null;
    const { stdout } = await run('tc', ['-s', '-j', 'qdisc', 'show', 'dev', this.#near]);
    const { backlog, drops, packets } = JSON.parse(stdout).find(({ kind }) => kind === 'tbf');
    return { backlogBytes: backlog, drops, packets };
  }

  /** A Chromium on the far side. */
  launchChromium({ flags = [], ...options } = {}) {
    const env = { ...process.env, ZVONOK_TEST_NETNS: this.#name };
    return launchChromium({ executablePath: IN_NAMESPACE, env, flags: [`--unsafely-treat-insecure-origin-as-secure=${this.url}`, ...flags], ...options });
  }

  remove() {
    // Ends with the namespace; it must be gone at once, not when the last process in there is.
    quietly('ip', 'link', 'delete', this.#near);
    quietly('ip', 'netns', 'delete', this.#name);
  }

  #tc(way, ...args) {
    if (way === 'down') execFileSync('tc', args);
    else ip('netns', 'exec', this.#name, 'tc', ...args);
  }
}

function ip(...args) {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

function quietly(command, ...args) {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
  } catch {
    // It is not there.
  }
}
