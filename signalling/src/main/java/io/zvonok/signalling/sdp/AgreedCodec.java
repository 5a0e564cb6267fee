package io.zvonok.signalling.sdp;

import io.zvonok.media.api.CodecParameters;
import java.util.List;

/**
 * One codec of a section that both ends speak.
 *
 * @param encoding as the offer names it: {@code VP8/90000}
 * @param fmtp format parameters of the answer, empty for none
 * @param feedback RTCP feedback of the answer: {@code nack pli}
 */
record AgreedCodec(CodecParameters parameters, String encoding, String fmtp, List<String> feedback) {}
