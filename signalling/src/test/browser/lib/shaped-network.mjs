// Network namespaces joined to this machine by veth, with a rate, delay and losses of their own. Needs root.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { CuttableProxy } from './cuttable-proxy.mjs';
import { ShapedLink } from './shaped-link.mjs';
import { boundSockets } from './sockets.mjs';
import { UdpRelay } from './udp-relay.mjs';

const NAMESPACES = '/run/netns';

/** Why there can be no shaped links here; null if there can. */
export function whyNoShaping() {
  if (process.getuid() !== 0) return 'shaped links need root (network namespaces)';
  const missing = ['ip', 'tc'].filter((command) => !process.env.PATH.split(':').some((directory) => existsSync(`${directory}/${command}`)));
  return missing.length ? `shaped links need ${missing.join(' and ')} (Debian: apt-get install iproute2)` : null;
}

/**
 * Shaped links to one server. They are there before it, since it must be told of their address; it is connected to them by
 * `join`. From there the way of a packet is: server, `UdpRelay` (delay, loss), `tc` at the veth (rate, queue), Chromium in
 * the namespace. Pages and signalling go through a TCP proxy and the same queue.
 */
export class ShapedNetwork {
  #links = [];
  #relay = null;
  #proxy = null;
  #undo = () => this.#remove();

  /** @param {number} [count] of links: for each a namespace, in which one Chromium or several run */
  static open(count = 1) {
    removeLeftovers();
    const network = new ShapedNetwork();
    process.on('exit', network.#undo);
    try {
      for (let i = 0; i < count; i++) network.#links.push(new ShapedLink(`zv${process.pid}n${i}`, freeSubnet()));
    } catch (error) {
      network.#undo();
      throw error;
    }
    return network;
  }

  get links() {
    return this.#links;
  }

  /** For whoever starts the server: it advertises an address that it does not have, the relay's. */
  get serverOptions() {
    return ['--advertised-address', '127.0.0.1', '--advertised-address', this.#relayAddress];
  }

  /** @param {import('./server.mjs').Server} server that was started with `serverOptions` */
  async join(server, { seed } = {}) {
    const [first] = this.#links;
    first.addAddress(this.#relayAddress);
    const servers = boundSockets(server.pid).filter(({ address }) => address !== '127.0.0.1');
    this.#relay = await UdpRelay.open({ listen: this.#relayAddress, servers, clients: this.#links.map(({ client }) => client), seed });
    this.#proxy = await new CuttableProxy(server.port).open(first.gateway);
    for (const link of this.#links) link.attach(this.#relay, this.#proxy.url);
  }

  async close() {
    this.#proxy?.close();
    await this.#relay?.close();
    this.#remove();
  }

  /** In the first link's subnet; the other namespaces reach it by their default route. */
  get #relayAddress() {
    return this.#links[0].gateway.replace(/1$/, '3');
  }

  #remove() {
    process.removeListener('exit', this.#undo);
    for (const link of this.#links.splice(0)) link.remove();
  }
}

/** What runs of this test that were killed have left, and only that: the names hold the process id. */
function removeLeftovers() {
  for (const name of existsSync(NAMESPACES) ? readdirSync(NAMESPACES) : []) {
    const owner = name.match(/^zv(\d+)n\d+$/)?.[1];
    if (!owner || existsSync(`/proc/${owner}`)) continue;
    const pids = execFileSync('ip', ['netns', 'pids', name], { encoding: 'utf8' }).split('\n').filter(Boolean);
    for (const pid of pids) process.kill(Number(pid), 'SIGKILL');
    execFileSync('ip', ['netns', 'delete', name]);
  }
}

/** 10.77.N of which this machine has no address, at random: others may be choosing at the same time. */
function freeSubnet() {
  const taken = Object.values(networkInterfaces()).flat().map(({ address }) => address);
  for (;;) {
    const subnet = `10.77.${1 + Math.floor(Math.random() * 250)}`;
    if (!taken.some((address) => address.startsWith(`${subnet}.`))) return subnet;
  }
}
