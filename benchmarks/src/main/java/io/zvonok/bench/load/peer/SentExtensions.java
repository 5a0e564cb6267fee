package io.zvonok.bench.load.peer;

/** Ids of the header extensions that a publisher sends, as the answer has them; 0 where one was not accepted. */
record SentExtensions(int mid, int rid, int repairedRid, int transportWide, int audioLevel) {
    static SentExtensions of(SdpAnswer answer) {
        return new SentExtensions(
                answer.extension(SdpOffer.MID_URI),
                answer.extension(SdpOffer.RID_URI),
                answer.extension(SdpOffer.REPAIRED_RID_URI),
                answer.extension(SdpOffer.TRANSPORT_CC_URI),
                answer.extension(SdpOffer.LEVEL_URI));
    }
}
