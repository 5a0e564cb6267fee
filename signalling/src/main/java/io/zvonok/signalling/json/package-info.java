/**
 * JSON from strangers: one bounded reader for tokens, messages and configuration.
 *
 * <p>Spec: RFC 8259; bounds of property P31. Thread: any. Read {@link io.zvonok.signalling.json.StrictJson} first.
 */
@NullMarked
package io.zvonok.signalling.json;

import org.jspecify.annotations.NullMarked;
