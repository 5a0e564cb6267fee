import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** What precedes an IPv4 address in a socket of the other family. */
const MAPPED = '0000000000000000FFFF0000';

/** The UDP sockets that a process has bound to IPv4 addresses: [{address, port}]. */
export function boundSockets(pid) {
  const inodes = new Set(readdirSync(`/proc/${pid}/fd`).map((fd) => target(`/proc/${pid}/fd/${fd}`).match(/^socket:\[(\d+)\]$/)?.[1]));
  return ['udp', 'udp6']
    .flatMap((file) => readFileSync(`/proc/${pid}/net/${file}`, 'utf8').trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => inodes.has(fields[9]))
    .map(([, local]) => local.replace(MAPPED, ''))
    .filter((local) => /^[0-9A-F]{8}:/.test(local))
    .map(endpoint);
}

/** 0100007F:1F90: the address in the order of the machine, little-endian on all that run these tests. */
function endpoint(text) {
  const [address, port] = text.split(':');
  return { address: address.match(/../g).reverse().map((byte) => parseInt(byte, 16)).join('.'), port: parseInt(port, 16) };
}

function target(link) {
  try {
    return readlinkSync(link);
  } catch {
    return ''; // closed meanwhile
  }
}
