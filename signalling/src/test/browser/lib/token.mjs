import { createHmac, randomUUID } from 'node:crypto';

// The server's well-known development key (io.zvonok.signalling.config.ServerOptions).
const KEY_ID = 'dev';
const SECRET = 'zvonok-development-key-not-for-production';

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An access token as `scripts/token` makes it, without starting a JVM for it. */
export function token({ room, identity, role = 'student', name, seconds = 7200, ...claims }) {
  const exp = Math.floor(Date.now() / 1000) + seconds;
  const payload = { iss: KEY_ID, sub: identity, room, role, name, exp, jti: randomUUID(), ...claims };
  const signed = `${encode({ alg: 'HS256', typ: 'JWT', kid: KEY_ID })}.${encode(payload)}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}
