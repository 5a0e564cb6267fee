import { Connection } from './connection.js';
import { ZvonokError, connectionLost, finalReason, removalReason } from './errors.js';
import { BackOff, IceWatch } from './reconnect.js';
import { Signalling } from './signalling.js';

const PING_TIMEOUT_MILLIS = 6_000;
const DEFAULT_PING_INTERVAL_MILLIS = 10_000;
const FIRST_ATTEMPTS = 3;

/**
 * Joins and stays joined. What is lost is taken up again in the cheapest way that works: the WebSocket by a resume while
 * media goes on, media by an ICE restart, and everything by joining afresh with the same tracks.
 *
 * The owner is told through `owner`: onConnection(connection) when there is a new one, onWaiting() when somebody has to let
 * us in first, onEvent(event) for each event of the server, onState(state) and onEnd(error). It is asked for `joinFields()`
 * and `connectionOptions()`.
 */
export class Session {
  #owner;
  #token;
  #signalling;
  #backOff = new BackOff();
  #watch = null;
  #sessionId = null;
  #answer = '';
  #state = 'connecting';
  #everReady = false;
  #everFlowed = false;
  /** Somebody is at work on the connection already: the first join, or `#recover`. */
  #recovering = true;
  #negotiation = Promise.resolve();
  #gapAfter = -1;
  #pingTimer = 0;
  #pingIntervalMillis = DEFAULT_PING_INTERVAL_MILLIS;
  #ended = null;
  /** Settles when we are let in; null unless we wait for that. */
  #admission = null;
  /** The last thing that a moderator did to us. */
  #moderatedBy = null;

  connection = null;
  /** Server clock minus ours. */
  clockOffsetMillis = 0;

  constructor(url, token, owner) {
    this.#owner = owner;
    this.#token = token;
    this.#signalling = new Signalling(
      url,
      (event) => this.#onEvent(event),
      (lost) => this.#onSocketLost(lost),
    );
  }

  get state() {
    return this.#state;
  }

  get sessionId() {
    return this.#sessionId;
  }

  /** 'open' or 'lost', apart from media. */
  get signallingState() {
    return this.#signalling.joined ? 'open' : 'lost';
  }

  get media() {
    if (this.#ended) return 'lost';
    if (this.#watch?.flowing) return 'flowing';
    return this.#everFlowed ? 'lost' : 'starting';
  }

  /** True from the answer to our join until somebody lets us in. */
  get isWaiting() {
    return this.#admission !== null;
  }

  async start() {
    const opened = this.#openFirst();
    const prepared = this.#prepare();
    try {
      await Promise.all([opened, prepared]);
      // The server waits 5 s for a join; a machine that was busy making the offer may have missed that.
      if (!this.#signalling.isOpen) await this.#openFirst();
      await this.#joinFirst(await prepared);
      this.#ready(false);
    } catch (error) {
      this.end(this.#ended ?? error);
      throw this.#ended;
    }
  }

  /** Whoever waits to be let in goes on waiting when the connection is lost meanwhile. */
  async #joinFirst(prepared) {
    for (let next = prepared; ; next = await this.#prepare()) {
      try {
        return await this.#joinAfresh(next);
      } catch (error) {
        if (this.#ended || !error.wasWaiting) throw error;
        await this.#backOff.wait();
        await this.#openFirst();
      }
    }
  }

  request(type, fields, timeoutMillis) {
    if (this.#ended) return Promise.reject(this.#ended);
    return this.#signalling.request(type, fields, timeoutMillis);
  }

  /** The first call decides the reason. */
  end(error) {
    if (this.#ended) return;
    this.#ended = error;
    this.#admission?.reject(error);
    clearTimeout(this.#pingTimer);
    this.#watch?.stop();
    this.#signalling.drop(1000);
    this.#signalling.end(error);
    this.connection?.close();
    this.#update();
    this.#owner.onEnd(error);
  }

  async leave(reason) {
    const said = this.#signalling.joined ? this.#signalling.request('leave', { reason }, 1_000).catch(() => {}) : null;
    await said;
    this.end(new ZvonokError('left', 'You left the lesson'));
  }

  /** The page goes away: there is no time for an answer. */
  abandon() {
    if (this.#signalling.joined) this.#signalling.request('leave', { reason: 'pageClosed' }, 1_000).catch(() => {});
    this.end(new ZvonokError('left', 'You left the lesson'));
  }

  /** A server that does not answer at once may just be busy; one that does not answer three times is not there. */
  async #openFirst() {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#signalling.open();
      } catch (error) {
        if (this.#ended || attempt === FIRST_ATTEMPTS) throw error;
        await this.#backOff.wait();
      }
    }
  }

  async #prepare() {
    const connection = new Connection(this.#owner.connectionOptions());
    const sdp = await connection.offer();
    return { connection, sdp };
  }

  async #joinAfresh({ connection, sdp }) {
    this.#watch?.stop();
    this.connection?.close();
    this.connection = connection;
    this.#sessionId = null;
    this.#watch = new IceWatch(connection.pc, {
      changed: () => this.#update(),
      restart: () => this.#restartIce(),
      giveUp: () => this.#rejoin(),
    });
    this.#owner.onConnection(connection);
    const reply = await this.#signalling.join({ token: this.#token, sdp, ...this.#owner.joinFields() });
    if (reply.waiting) await this.#waitForAdmission();
    await connection.accept(this.#answer);
  }

  #waitForAdmission() {
    return new Promise((resolve, reject) => {
      const settle = (how) => (value) => {
        this.#admission = null;
        how(value);
      };
      this.#admission = { resolve: settle(resolve), reject: settle(reject) };
      this.#owner.onWaiting();
    });
  }

  async #resume() {
    const resume = { sessionId: this.#sessionId, lastSeq: this.#signalling.lastSeq };
    await this.#signalling.join({ token: this.#token, sdp: '', resume });
  }

  #ready(resumed) {
    this.#signalling.start({ resumed });
    this.#recovering = false;
    this.#everReady = true;
    this.#schedulePing();
    this.#watch.check();
    this.#update();
  }

  #onEvent(event) {
    if (event.type === 'joined') {
      this.#sessionId = event.sessionId;
      this.#gapAfter = -1;
      this.#answer = event.sdp;
      this.#admission?.resolve();
      this.#pingIntervalMillis = event.limits?.pingIntervalMillis || DEFAULT_PING_INTERVAL_MILLIS;
    }
    if (event.type === 'moderated') this.#moderatedBy = event.action;
    this.#owner.onEvent(event);
    if (event.type === 'goAway') this.#goAway(event);
  }

  #onSocketLost({ closeCode, eventsMissing }) {
    const reason = finalReason(closeCode);
    if (reason) return this.end(removalReason(reason, this.#moderatedBy));
    if (this.#admission) return this.#admission.reject(Object.assign(connectionLost(), { wasWaiting: true }));
    if (eventsMissing) {
      // The same gap again after a resume: the server does not have them any more.
      if (this.#gapAfter === this.#signalling.lastSeq) this.#sessionId = null;
      this.#gapAfter = this.#signalling.lastSeq;
      if (!this.#recovering) this.#recover();
      return;
    }
    if (!this.#recovering) this.#recover();
  }

  #goAway({ action, reason, retryAfterMillis, url }) {
    if (action === 'disconnect' && reason === 'ended')
      return this.end(new ZvonokError('room_gone', 'The lesson has ended'));
    if (action === 'disconnect') return this.end(new ZvonokError('go_away', reason || 'The server ended the lesson'));
    if (url) this.#signalling.moveTo(url);
    this.#rejoin(retryAfterMillis || 1);
  }

  #rejoin(afterMillis = 0) {
    if (this.#ended) return;
    this.#sessionId = null;
    this.#signalling.drop();
    if (!this.#recovering) this.#recover(afterMillis);
  }

  /** Until it works or the server says that it never will. */
  async #recover(afterMillis = 0) {
    this.#recovering = true;
    clearTimeout(this.#pingTimer);
    this.#update();
    while (!this.#ended) {
      await this.#backOff.wait(afterMillis);
      afterMillis = 0;
      if (this.#ended) return;
      try {
        await this.#signalling.open();
        return this.#ready(await this.#resumeOrJoin());
      } catch (error) {
        this.#signalling.drop();
        if (!error.retryable) this.end(error);
      }
    }
  }

  async #resumeOrJoin() {
    if (this.#sessionId) {
      try {
        await this.#resume();
        return true;
      } catch (error) {
        if (error.code !== 'gone') throw error;
      }
    }
    await this.#joinAfresh(await this.#prepare());
    return false;
  }

  #restartIce() {
    if (!this.#signalling.joined) return false;
    const { connection } = this;
    this.#negotiation = this.#negotiation
      .then(async () => {
        const sdp = await connection.offer({ iceRestart: true });
        const reply = await this.#signalling.request('offer', { sdp });
        await connection.accept(reply.sdp);
      })
      // The watch tries again after a while, and joins afresh when that does not help.
      .catch(() => {});
    return true;
  }

  #schedulePing() {
    clearTimeout(this.#pingTimer);
    this.#pingTimer = setTimeout(() => this.#ping(), this.#pingIntervalMillis);
  }

  async #ping() {
    const sentAt = Date.now();
    try {
      const { serverTime } = await this.#signalling.request('ping', { t: sentAt }, PING_TIMEOUT_MILLIS);
      if (serverTime) this.clockOffsetMillis = serverTime - (sentAt + Date.now()) / 2;
      this.#backOff.reset();
      this.#schedulePing();
    } catch (error) {
      if (error.code === 'timeout') this.#signalling.declareLost();
    }
  }

  #update() {
    const state = this.#currentState();
    if (this.media === 'flowing') this.#everFlowed = true;
    this.#state = state;
    this.#owner.onState(state);
  }

  #currentState() {
    if (this.#ended) return 'closed';
    if (this.#signalling.joined && this.#watch?.flowing) return 'connected';
    return this.#everFlowed || (this.#recovering && this.#everReady) ? 'reconnecting' : 'connecting';
  }
}
