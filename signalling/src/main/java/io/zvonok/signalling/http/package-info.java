/**
 * What all services over HTTP share: the words for what is refused (RFC 9457), bearer tokens (RFC 6750), rates per token,
 * pages of other sites.
 *
 * <p>Thread: any. Read {@link io.zvonok.signalling.http.Problem} first.
 */
@NullMarked
package io.zvonok.signalling.http;

import org.jspecify.annotations.NullMarked;
