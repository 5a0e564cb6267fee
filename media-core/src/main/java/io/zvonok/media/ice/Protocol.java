package io.zvonok.media.ice;

/** What carries a path's datagrams. */
public enum Protocol {
    UDP,
    TCP
}
