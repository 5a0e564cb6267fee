#!/bin/sh
# Stands for Chromium's program where it is to run in the network namespace ZVONOK_TEST_NETNS; the pipes to its driver go along.
exec ip netns exec "$ZVONOK_TEST_NETNS" "${CHROMIUM:-/usr/bin/chromium}" "$@"
