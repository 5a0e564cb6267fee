// A small digest of getStats: what goes out and comes in now, for the page and for the server's `explain`.

const round = (value) => Math.round(value * 10) / 10;

export class StatsDigest {
  #gaps;
  #last = new Map();
  #lastAt = 0;

  /** @param {import('./gaps.js').IntendedGaps} gaps */
  constructor(gaps) {
    this.#gaps = gaps;
  }

  /** A new connection counts from zero. */
  clear() {
    this.#last.clear();
  }

  /**
   * Since the last call.
   *
   * @param {import('./connection.js').Connection} connection
   */
  async take(connection) {
    const report = await connection.pc.getStats();
    const now = performance.now();
    const seconds = Math.max(0.001, (now - this.#lastAt) / 1000);
    const digest = { at: Date.now(), ...this.#transport(report), send: [], receive: [] };
    for (const stats of report.values()) {
      if (stats.type === 'outbound-rtp')
        digest.send.push({ source: connection.sourceOf(stats.mid), ...this.#outgoing(stats, report, seconds) });
      if (stats.type === 'inbound-rtp' && stats.packetsReceived > 0)
        digest.receive.push(this.#incoming(stats, seconds, now));
    }
    this.#last = new Map([...report.values()].map((stats) => [stats.id, stats]));
    this.#lastAt = now;
    return digest;
  }

  #transport(report) {
    const all = [...report.values()];
    const transport = all.find((stats) => stats.type === 'transport');
    const pair =
      report.get(transport?.selectedCandidatePairId) ??
      all.find((stats) => stats.type === 'candidate-pair' && stats.nominated && stats.state === 'succeeded');
    const local = report.get(pair?.localCandidateId);
    return {
      roundTripMillis: pair?.currentRoundTripTime === undefined ? null : Math.round(pair.currentRoundTripTime * 1000),
      availableOutgoingKbps: pair?.availableOutgoingBitrate ? Math.round(pair.availableOutgoingBitrate / 1000) : null,
      protocol: local?.protocol ?? null,
      networkType: local?.networkType ?? null,
    };
  }

  #grown(stats, name) {
    return Math.max(0, (stats[name] ?? 0) - (this.#last.get(stats.id)?.[name] ?? 0));
  }

  /** What a frame or sample took on average, from totals in seconds. */
  #perUnit(stats, total, count) {
    const units = this.#grown(stats, count);
    return units ? round((this.#grown(stats, total) / units) * 1000) : 0;
  }

  #kbps(stats, name, seconds) {
    return Math.round((this.#grown(stats, name) * 8) / seconds / 1000);
  }

  #outgoing(stats, report, seconds) {
    const remote = report.get(stats.remoteId);
    return {
      mid: stats.mid ?? null,
      kind: stats.kind,
      rid: stats.rid ?? '',
      codec: codecName(report.get(stats.codecId)),
      kbps: this.#kbps(stats, 'bytesSent', seconds),
      lostPercent: remote?.fractionLost === undefined ? null : round(remote.fractionLost * 100),
      ...(stats.kind === 'video' && {
        framesPerSecond: stats.framesPerSecond ?? 0,
        width: stats.frameWidth ?? 0,
        height: stats.frameHeight ?? 0,
        limitation: stats.qualityLimitationReason ?? null,
        layers: stats.scalabilityMode ?? null,
        active: stats.active ?? true,
        encodeMillis: this.#perUnit(stats, 'totalEncodeTime', 'framesEncoded'),
        retransmittedKbps: this.#kbps(stats, 'retransmittedBytesSent', seconds),
        keyFrames: this.#grown(stats, 'keyFramesEncoded'),
      }),
    };
  }

  #incoming(stats, seconds, now) {
    const lost = this.#grown(stats, 'packetsLost');
    const received = this.#grown(stats, 'packetsReceived');
    const { freezes, freezeMillis, concealedPercent } = this.#gaps.interval(stats.mid, stats, now);
    return {
      mid: stats.mid ?? null,
      kind: stats.kind,
      kbps: this.#kbps(stats, 'bytesReceived', seconds),
      lostPercent: lost + received ? round((lost / (lost + received)) * 100) : 0,
      jitterMillis: Math.round((stats.jitter ?? 0) * 1000),
      bufferMillis: this.#perUnit(stats, 'jitterBufferDelay', 'jitterBufferEmittedCount'),
      targetMillis: this.#perUnit(stats, 'jitterBufferTargetDelay', 'jitterBufferEmittedCount'),
      ...(stats.kind === 'audio' && { concealedPercent }),
      ...(stats.kind === 'video' && {
        framesPerSecond: stats.framesPerSecond ?? 0,
        framesDecoded: stats.framesDecoded ?? 0,
        framesDropped: this.#grown(stats, 'framesDropped'),
        keyFrames: this.#grown(stats, 'keyFramesDecoded'),
        decodeMillis: this.#perUnit(stats, 'totalDecodeTime', 'framesDecoded'),
        width: stats.frameWidth ?? 0,
        height: stats.frameHeight ?? 0,
        freezes,
        freezeMillis,
      }),
    };
  }
}

const codecName = (codec) => codec?.mimeType?.split('/')[1] ?? null;
