// What the page asks of the server. The token is kept in memory only: a reload asks for it again.

const BASE = '/api/v1';
const PAGE = 200;
const MAX_PAGES = 10;

/** Why a question was not answered; `code` is the server's, or 'offline'. */
export class Refused extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

export class Api {
  #token;

  constructor(token) {
    this.#token = token;
  }

  server = () => this.#get('/server');

  /** Every room, as far as a page may have use for them. */
  rooms = () => this.#all('/rooms');

  room = (room) => this.#get(`/rooms/${encodeURIComponent(room)}`);

  participants = (room) => this.#all(`/rooms/${encodeURIComponent(room)}/participants`);

  explain = (room, participant) => this.#get(`${pathOf(room, participant)}/explain`);

  timeline = (room, participant) => this.#get(`${pathOf(room, participant)}/timeline`);

  /** Why one does not see or hear another. @param {string} source empty: the first that does not arrive */
  relation(room, viewer, of, source) {
    const query = new URLSearchParams({ viewer, of, ...(source && { source }) });
    return this.#get(`/rooms/${encodeURIComponent(room)}/explain?${query}`);
  }

  async #all(path) {
    const items = [];
    let cursor = null;
    for (let page = 0; page < MAX_PAGES; page++) {
      const query = new URLSearchParams({ limit: PAGE, ...(cursor && { cursor }) });
      const answer = await this.#get(`${path}?${query}`);
      items.push(...answer.items);
      cursor = answer.next;
      if (!cursor) break;
    }
    return { items, more: Boolean(cursor) };
  }

  async #get(path) {
    const headers = { authorization: `Bearer ${this.#token}`, accept: 'application/json' };
    const answer = await fetch(BASE + path, { headers, cache: 'no-store' }).catch(() => null);
    if (!answer) throw new Refused('offline', '');
    const body = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Refused(body.code ?? String(answer.status), body.detail ?? body.title ?? '');
    return body;
  }
}

const pathOf = (room, participant) =>
  `/rooms/${encodeURIComponent(room)}/participants/${encodeURIComponent(participant)}`;
