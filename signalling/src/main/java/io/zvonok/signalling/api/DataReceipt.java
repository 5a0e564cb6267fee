package io.zvonok.signalling.api;

/** @param delivered how many were told, or will be when they are back */
public record DataReceipt(int delivered) {}
