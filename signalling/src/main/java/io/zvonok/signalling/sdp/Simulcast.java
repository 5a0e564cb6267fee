package io.zvonok.signalling.sdp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The encodings that a peer sends in one section. Every offered stream is accepted; of alternatives for one stream the
 * first that an agreed codec can carry; a stream offered paused is accepted like any other.
 *
 * <p>Spec: RFC 8853 section 5.
 *
 * @param encodings in the offer's order, empty for one encoding without a rid
 * @param listed true if the offer has an {@code a=simulcast} line, which the answer must then have too
 */
record Simulcast(List<Encoding> encodings, boolean listed) {
    static final Simulcast NONE = new Simulcast(List.of(), false);
    /** Of one section; browsers send 3, OBS 4. */
    private static final int MAX_ENCODINGS = 8;

    /** @param restrictions as the answer must repeat them, empty for none */
    record Encoding(String rid, String restrictions) {}

    List<String> rids() {
        return encodings.stream().map(Encoding::rid).toList();
    }

    static Simulcast of(SdpSection section, Set<Integer> payloadTypes) {
        List<Encoding> sent = RidLines.sent(section, payloadTypes);
        SdpAttribute simulcast = section.attributes().single("simulcast");
        List<Encoding> chosen = simulcast == null ? sent : chosen(simulcast, sent);
        if (chosen.size() > MAX_ENCODINGS) {
            throw BadSdp.section(section, "sends more than " + MAX_ENCODINGS + " simulcast encodings");
        }
        return new Simulcast(List.copyOf(chosen), simulcast != null && !chosen.isEmpty());
    }

    private static List<Encoding> chosen(SdpAttribute simulcast, List<Encoding> sent) {
        List<Encoding> chosen = new ArrayList<>();
        for (String stream : sendList(simulcast).split(";", -1)) {
            List<String> alternatives = alternatives(simulcast, stream);
            sent.stream()
                    .filter(encoding -> alternatives.contains(encoding.rid()) && !chosen.contains(encoding))
                    .min(Comparator.comparingInt(encoding -> alternatives.indexOf(encoding.rid())))
                    .ifPresent(chosen::add);
        }
        return chosen;
    }

    /** {@code send 1,2;~3 recv 4} gives {@code 1,2;~3}; empty when nothing is sent. */
    private static String sendList(SdpAttribute simulcast) {
        String[] fields = simulcast.value().split(" ", -1);
        boolean valid = fields.length == 2 || (fields.length == 4 && !fields[0].equals(fields[2]));
        String found = "";
        for (int i = 0; valid && i < fields.length; i += 2) {
            valid = fields[i].equals("send") || fields[i].equals("recv");
            found = fields[i].equals("send") ? fields[i + 1] : found;
        }
        if (!valid) {
            throw BadSdp.attribute(simulcast, "needs send or recv and a list of rids");
        }
        return found;
    }

    private static List<String> alternatives(SdpAttribute simulcast, String stream) {
        List<String> rids = new ArrayList<>();
        for (String rid : stream.split(",", -1)) {
            String name = rid.startsWith("~") ? rid.substring(1) : rid;
            if (!name.isEmpty() && !SdpTokens.isRid(name)) {
                throw BadSdp.attribute(simulcast, "names something that is no rid");
            }
            rids.add(name);
        }
        return rids;
    }
}
