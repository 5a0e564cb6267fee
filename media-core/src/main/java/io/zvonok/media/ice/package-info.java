/**
 * RFC 8445 ICE-lite: answers connectivity checks, follows nomination, proves paths and notices silence with its own
 * checks (RFC 7675).
 *
 * <p>Spec: RFC 8445 (ICE), RFC 7675 (consent freshness), RFC 8839 (credentials). What it must never do stands as
 * P1 to P7 and P12 in the tests' names.
 * <p>Thread: the owning media loop. Read {@link io.zvonok.media.ice.IceAgent} first.
 */
@NullMarked
package io.zvonok.media.ice;

import org.jspecify.annotations.NullMarked;
