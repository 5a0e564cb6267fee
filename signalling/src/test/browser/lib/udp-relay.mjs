import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/**
 * A relay before a server's UDP sockets that delays, loses and counts packets, each client host by a condition of its own.
 * It stands in for the part of the network that this machine's kernel cannot play. It has a thread of its own: what drives
 * the browsers must not delay packets.
 */
export class UdpRelay {
  #worker;
  #waiting = new Map();
  #lastId = 0;

  /**
   * @param {object} options
   * @param {string} options.listen the address on which the server's ports are opened once more
   * @param {{address: string, port: number}[]} options.servers the sockets behind them
   * @param {string[]} options.clients addresses of the hosts that are served; nobody else is
   * @param {number} [options.seed] of losses and jitter
   */
  static async open({ listen, servers, clients, seed = 1 }) {
    const relay = new UdpRelay();
    const workerData = { listen, servers, clients, seed };
    relay.#worker = new Worker(new URL('./udp-relay-worker.mjs', import.meta.url), { workerData });
    await once(relay.#worker, 'message');
    relay.#worker.unref();
    relay.#worker.on('message', ({ id, result }) => {
      relay.#waiting.get(id)(result);
      relay.#waiting.delete(id);
    });
    return relay;
  }

  /**
   * @param {string} client
   * @param {'down' | 'up'} way down: towards the client
   * @param {object} condition see `RelayLine`
   */
  change(client, way, condition) {
    return this.#ask('change', { client, way, condition });
  }

  /** Lets nothing out for a while, and then all at once. */
  hold(client, way, millis) {
    return this.#ask('hold', { client, way, millis });
  }

  /** What came in since the last call, by tenths of a second: [{at, downBytes, downPackets, downDropped, upBytes, ...}]. */
  takeBins(client) {
    return this.#ask('bins', { client });
  }

  async close() {
    await this.#worker.terminate();
  }

  #ask(type, request) {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#worker.postMessage({ id, type, ...request });
    });
  }
}
