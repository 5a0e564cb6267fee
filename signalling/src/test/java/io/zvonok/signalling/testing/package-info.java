/** Stand-ins for what is outside signalling: media, sockets, time. Read {@code RecordingMediaServer} first. */
package io.zvonok.signalling.testing;
