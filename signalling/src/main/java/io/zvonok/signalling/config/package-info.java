/**
 * The options of the runnable server: one table, three sources (flags over environment over file), checked as a whole
 * before anything starts.
 *
 * <p>Thread: the starting one. Read {@link io.zvonok.signalling.config.ServerOption} first.
 */
@NullMarked
package io.zvonok.signalling.config;

import org.jspecify.annotations.NullMarked;
