/**
 * Who a client is and what it may do: signed tokens, roles, grants. Everything else asks here and trusts nobody.
 *
 * <p>Spec: RFC 7519 (JWT), RFC 7515 (JWS), RFC 8725 (best practices); properties P24 to P26. Thread: any, immutable
 * values. Read {@link io.zvonok.signalling.token.TokenVerifier} first.
 */
@NullMarked
package io.zvonok.signalling.token;

import org.jspecify.annotations.NullMarked;
