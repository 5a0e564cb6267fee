import { connect, createServer } from 'node:net';

/**
 * A TCP proxy before the server's HTTP port: what a broken network between a page and its signalling looks like, while
 * media, which is UDP, goes on.
 */
export class CuttableProxy {
  #server = createServer((socket) => this.#onSocket(socket));
  #sockets = new Set();
  #port;
  #cut = false;

  constructor(port) {
    this.#port = port;
  }

  async open(address = '127.0.0.1') {
    await new Promise((resolve) => this.#server.listen(0, address, resolve));
    this.url = `http://${address}:${this.#server.address().port}`;
    return this;
  }

  /** Breaks what is open and refuses what is new. */
  cut() {
    this.#cut = true;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  mend() {
    this.#cut = false;
  }

  close() {
    this.cut();
    this.#server.close();
  }

  #onSocket(socket) {
    if (this.#cut) return socket.resetAndDestroy();
    const upstream = connect(this.#port, '127.0.0.1');
    for (const [end, other] of [[socket, upstream], [upstream, socket]]) {
      this.#sockets.add(end);
      end.on('error', () => other.destroy());
      end.on('close', () => {
        this.#sockets.delete(end);
        other.destroy();
      });
    }
    socket.pipe(upstream).pipe(socket);
  }
}
