/**
 * STUN messages: read, write, integrity, fingerprint. Binding only; nothing here knows ICE's rules or any state.
 *
 * <p>Spec: RFC 8489 (STUN), RFC 8445 section 7.1 and 16 (the attributes of ICE).
 * <p>Thread: any; messages are immutable. Read {@link io.zvonok.media.stun.StunMessage} first.
 */
@NullMarked
package io.zvonok.media.stun;

import org.jspecify.annotations.NullMarked;
