import { ZvonokError, connectionLost } from './errors.js';

const SUB_PROTOCOL = 'zvonok.v1';
const OPEN_TIMEOUT_MILLIS = 10_000;
const REQUEST_TIMEOUT_MILLIS = 15_000;
/** We gave this socket up and mean to resume; 1000 would mean that we leave. */
const DROPPED = 4900;
/** Sent again after a resume: done twice they give the same result. */
const REPEATABLE = new Set(['view', 'publish', 'mute', 'hand', 'stats', 'explain']);
/** Describe a state that a fresh join carries anyway. */
const CARRIED_BY_JOIN = new Set(['view', 'publish', 'mute', 'stats']);

/**
 * One conversation with the server over a succession of WebSockets.
 *
 * Requests wait while there is no joined socket. Those that were on their way when a socket was lost are sent again
 * after a resume if that is harmless, else rejected with `connection_lost`. Events are delivered in the order of their
 * `seq`, each once: what a resume repeats is dropped, a gap closes the socket so that a resume fills it.
 */
export class Signalling {
  #url;
  #onEvent;
  #onLost;
  #socket = null;
  #joined = false;
  #nextId = 1;
  /** Of the last join: what was asked for before it is in it. */
  #joinId = 0;
  #requests = new Map();

  /** The last event seen; a resume continues after it. */
  lastSeq = 0;

  /**
   * @param {string} url
   * @param {(event: object) => void} onEvent
   * @param {(lost: {closeCode: number, eventsMissing: boolean}) => void} onLost an open socket was lost
   */
  constructor(url, onEvent, onLost) {
    this.#url = url;
    this.#onEvent = onEvent;
    this.#onLost = onLost;
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** True while requests are sent at once. */
  get joined() {
    return this.#joined;
  }

  /** The next socket goes to another server. */
  moveTo(url) {
    this.#url = url;
  }

  /** Opens a socket. Nothing is sent until `join`. */
  open() {
    this.drop();
    return new Promise((resolve, reject) => {
      const unreachable = () => reject(new ZvonokError('unreachable', 'The server cannot be reached', true));
      const socket = new WebSocket(this.#url, SUB_PROTOCOL);
      this.#socket = socket;
      const timer = setTimeout(() => {
        socket.close();
        unreachable();
      }, OPEN_TIMEOUT_MILLIS);
      socket.onopen = () => {
        clearTimeout(timer);
        socket.onclose = (close) => this.#lost(socket, close.code);
        resolve();
      };
      socket.onclose = () => {
        clearTimeout(timer);
        unreachable();
      };
      socket.onmessage = (message) => this.#receive(socket, message.data);
    });
  }

  /** The first request of a socket; it overtakes everything that waits. */
  join(fields) {
    if (!this.isOpen) return Promise.reject(connectionLost());
    this.#joinId = this.#nextId;
    return this.#request('join', fields, true);
  }

  /** The socket is joined: what waited is sent. Throws if it was lost meanwhile. */
  start({ resumed }) {
    if (!this.isOpen) throw connectionLost();
    this.#joined = true;
    for (const request of [...this.#requests.values()]) {
      const { id, type } = request.message;
      if (!resumed && id < this.#joinId && CARRIED_BY_JOIN.has(type)) this.#settle(request, { ok: true });
      else if (!resumed && type === 'offer') this.#settle(request, null, connectionLost());
      else this.#send(request);
    }
  }

  /** Rejects with ZvonokError. While the connection is lost the request waits, up to its timeout. */
  request(type, fields = {}, timeoutMillis = REQUEST_TIMEOUT_MILLIS) {
    return this.#request(type, fields, this.#joined, timeoutMillis);
  }

  /** Gives up the socket without a word; `onLost` is not called. */
  drop(closeCode = DROPPED) {
    const socket = this.#socket;
    if (!socket) return;
    this.#socket = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close(closeCode);
    this.#forgetSent();
  }

  /** The socket is there but nothing comes through it any more. */
  declareLost() {
    if (this.#socket) this.#lost(this.#socket, DROPPED);
  }

  /** Rejects everything that waits. */
  end(error) {
    for (const request of [...this.#requests.values()]) this.#settle(request, null, error);
  }

  #request(type, fields, sendNow, timeoutMillis = REQUEST_TIMEOUT_MILLIS) {
    return new Promise((resolve, reject) => {
      const request = { message: { ...fields, type, id: this.#nextId++ }, resolve, reject, sent: false, timer: 0 };
      request.timer = setTimeout(() => {
        this.#settle(request, null, new ZvonokError('timeout', `The server did not answer (${type})`, true));
      }, timeoutMillis);
      this.#requests.set(request.message.id, request);
      if (sendNow) this.#send(request);
    });
  }

  #send(request) {
    if (!this.isOpen) return;
    request.sent = true;
    this.#socket.send(JSON.stringify(request.message));
  }

  #receive(socket, text) {
    const message = JSON.parse(text);
    if (message.type === 'reply') {
      const request = this.#requests.get(message.id);
      if (!request) return;
      if (message.ok) this.#settle(request, message);
      else this.#settle(request, null, ZvonokError.fromWire(message.error));
      return;
    }
    if (message.type === 'joined') this.lastSeq = message.seq;
    else if (message.seq === undefined) return this.#onEvent(message);
    else if (message.seq <= this.lastSeq) return;
    else if (message.seq > this.lastSeq + 1) return this.#lost(socket, DROPPED, true);
    else this.lastSeq = message.seq;
    this.#onEvent(message);
  }

  #settle(request, reply, error) {
    clearTimeout(request.timer);
    this.#requests.delete(request.message.id);
    if (error) request.reject(error);
    else request.resolve(reply);
  }

  #lost(socket, closeCode, eventsMissing = false) {
    if (socket !== this.#socket) return;
    this.drop();
    this.#onLost({ closeCode, eventsMissing });
  }

  #forgetSent() {
    this.#joined = false;
    for (const request of [...this.#requests.values()]) {
      if (!request.sent) continue;
      if (REPEATABLE.has(request.message.type)) request.sent = false;
      else this.#settle(request, null, connectionLost());
    }
  }
}
