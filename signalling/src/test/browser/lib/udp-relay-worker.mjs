// The thread of a UdpRelay: sockets, timers and counters. One upstream socket for each client address, so that the server
// sees each as a peer of its own.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { RelayLine } from './relay-line.mjs';

const BIN_MILLIS = 100;
const BUFFER_BYTES = 1 << 20;
const WAYS = ['down', 'up'];

/** What one client host sends and gets: its lines and what was counted on them. */
class Link {
  #lines;
  #bins = [];
  #waiting = { down: [], up: [] };
  #timers = {};

  constructor(seed) {
    this.#lines = { down: new RelayLine(seed), up: new RelayLine(seed + 1) };
  }

  change(way, condition) {
    this.#lines[way].change(condition);
  }

  hold(way, millis) {
    this.#lines[way].hold(performance.now(), millis);
  }

  pass(way, packet, send) {
    const now = performance.now();
    const bin = this.#bin();
    bin[`${way}Bytes`] += packet.length;
    bin[`${way}Packets`] += 1;
    const due = this.#lines[way].take(now);
    if (due === null) bin[`${way}Dropped`] += 1;
    else if (due <= now && !this.#waiting[way].length) send(packet);
    else this.#delay(way, { due, packet, send });
  }

  /** Since the last call. */
  takeBins() {
    const bins = this.#bins;
    this.#bins = [];
    return bins;
  }

  #delay(way, entry) {
    this.#waiting[way].push(entry);
    this.#timers[way] ??= setTimeout(() => this.#release(way), Math.max(1, entry.due - performance.now()));
  }

  #release(way) {
    const waiting = this.#waiting[way];
    const now = performance.now();
    let count = 0;
    while (count < waiting.length && waiting[count].due <= now + 0.5) {
      waiting[count].send(waiting[count].packet);
      count += 1;
    }
    waiting.splice(0, count);
    this.#timers[way] = waiting.length ? setTimeout(() => this.#release(way), Math.max(1, waiting[0].due - now)) : undefined;
  }

  #bin() {
    const at = Math.floor(Date.now() / BIN_MILLIS) * BIN_MILLIS;
    if (this.#bins.at(-1)?.at !== at) {
      this.#bins.push({ at, ...Object.fromEntries(WAYS.flatMap((way) => [`${way}Bytes`, `${way}Packets`, `${way}Dropped`].map((name) => [name, 0]))) });
    }
    return this.#bins.at(-1);
  }
}

const links = new Map(workerData.clients.map((client) => [client, new Link(workerData.seed)]));

async function open(address, port) {
  const socket = createSocket({ type: 'udp4', recvBufferSize: BUFFER_BYTES, sendBufferSize: BUFFER_BYTES });
  socket.bind(port, address);
  await once(socket, 'listening');
  // A client that went away: nothing to be done for a datagram that cannot be delivered.
  socket.on('error', () => {});
  return socket;
}

/** Listens in place of one socket of the server. Only the clients it was made for get through. */
async function relayTo({ address, port }) {
  const socket = await open(workerData.listen, port);
  const upstreams = new Map();
  socket.on('message', async (packet, from) => {
    const link = links.get(from.address);
    if (!link) return;
    const key = `${from.address}:${from.port}`;
    if (!upstreams.has(key)) upstreams.set(key, openUpstream(link, from));
    const upstream = await upstreams.get(key);
    link.pass('up', packet, (bytes) => upstream.send(bytes, port, address));
  });

  async function openUpstream(link, client) {
    const upstream = await open(address, 0);
    upstream.on('message', (packet) => link.pass('down', packet, (bytes) => socket.send(bytes, client.port, client.address)));
    return upstream;
  }
}

const requests = {
  change: ({ client, way, condition }) => links.get(client).change(way, condition),
  hold: ({ client, way, millis }) => links.get(client).hold(way, millis),
  bins: ({ client }) => links.get(client).takeBins(),
};

parentPort.on('message', ({ id, type, ...request }) => parentPort.postMessage({ id, result: requests[type](request) }));
await Promise.all(workerData.servers.map(relayTo));
parentPort.postMessage({ ready: true });
