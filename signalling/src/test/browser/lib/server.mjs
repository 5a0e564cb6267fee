// The built server as a process of its own.
import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream, existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { outputDirectory, root, target } from './paths.mjs';
import { sleep, waitFor } from './wait.mjs';

const READY_MILLIS = 60_000;
const STOP_MILLIS = 15_000;
const LOG_TAIL = 40;

/**
 * Starts the server on free ports and waits until it is ready.
 *
 * @param {string} name of its log in signalling/target/browser-logs
 * @param {string[]} [command] that takes the server's options and becomes the server
 * @param {string[]} [options] of the server, besides its ports
 */
export async function startServer(name, command = javaCommand(), options = []) {
  const port = await freePort();
  const server = new Server(name, port, command, options);
  try {
    await server.ready();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

export class Server {
  #process;
  #lines = [];
  #ended = null;
  #startedAt = performance.now();
  #kill = () => this.#process.kill('SIGKILL');

  /** Milliseconds from the start of the process to the first 200 of /readyz. */
  readyMillis = null;

  constructor(name, port, [program, ...args], options) {
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.#process = spawn(program, [...args, '--http-port', String(port), '--udp-port', '0', ...options], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#keepLog(createWriteStream(`${outputDirectory('browser-logs')}${name}.log`));
    this.#process.on('exit', (code, signal) => (this.#ended = signal ?? `exit code ${code}`));
    this.#process.on('error', (error) => (this.#ended = error.message));
    process.on('exit', this.#kill);
  }

  get pid() {
    return this.#process.pid;
  }

  async ready() {
    await waitFor(
      `${this.url}/readyz`,
      async () => {
        if (this.#ended) return true;
        const { status } = await fetch(`${this.url}/readyz`);
        if (status !== 200) throw new Error(`status ${status}`);
        return true;
      },
      { withinMillis: READY_MILLIS, everyMillis: 20 },
    ).catch((error) => {
      throw new Error(`the server is not ready: ${error.message}\n${this.logTail()}`);
    });
    if (this.#ended) throw new Error(`the server ended at once (${this.#ended})\n${this.logTail()}`);
    this.readyMillis = Math.round(performance.now() - this.#startedAt);
  }

  logTail() {
    return `--- server${this.#ended ? ` (ended: ${this.#ended})` : ''}, last lines\n${this.#lines.slice(-LOG_TAIL).join('\n')}`;
  }

  /** Asks it to drain; a server that does not end in time is killed, which fails the test. */
  async stop() {
    process.removeListener('exit', this.#kill);
    if (this.#ended) return;
    this.#process.kill('SIGTERM');
    const deadline = Date.now() + STOP_MILLIS;
    while (!this.#ended && Date.now() < deadline) await sleep(50);
    if (this.#ended) return;
    this.#kill();
    throw new Error(`the server did not end within ${STOP_MILLIS} ms of SIGTERM\n${this.logTail()}`);
  }

  #keepLog(file) {
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      let rest = '';
      stream.setEncoding('utf8').on('data', (text) => {
        file.write(text);
        const lines = (rest + text).split('\n');
        rest = lines.pop();
        this.#lines.push(...lines);
        this.#lines.splice(0, this.#lines.length - 10 * LOG_TAIL);
      });
    }
    this.#process.on('close', () => file.end());
  }
}

/** What was built, on the java of JAVA_HOME or the one that ZVONOK_JAVA names. */
function javaCommand() {
  const java = process.env.ZVONOK_JAVA ?? (process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : 'java');
  const version = Number(execFileSync(java, ['--version'], { encoding: 'utf8' }).match(/\d+/)[0]);
  const native = ['--enable-native-access=ALL-UNNAMED', '--sun-misc-unsafe-memory-access=allow'];
  return [java, '-XX:+UseSerialGC', '-Xmx1g', ...(version >= 24 ? native : []), '-cp', classpath(), 'io.zvonok.signalling.Main'];
}

function classpath() {
  const jar = existsSync(target) && readdirSync(target).find((file) => /^signalling-[\d.]+(-SNAPSHOT)?\.jar$/.test(file));
  if (!jar || !existsSync(`${target}lib`)) throw new Error('the server is not built: run mvn package -DskipTests in the project first');
  return `${target}${jar}:${target}lib/*`;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
