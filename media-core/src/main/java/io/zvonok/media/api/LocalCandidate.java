package io.zvonok.media.api;

/** A host candidate of this server: literal address, UDP port and RFC 8445 priority. First is preferred. */
public record LocalCandidate(String foundation, String address, int port, long priority) {}
