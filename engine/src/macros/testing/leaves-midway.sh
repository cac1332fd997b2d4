#!/bin/sh
# Hears SIGTERM, goes on for a while, its child, which does not hear, for a little longer, and then they end by themselves.
trap 'asked=1' TERM
sh -c 'trap "" TERM; while kill -0 "$1" 2>/dev/null; do sleep 0.02; done; sleep 0.2' child $$ &
while [ -z "$asked" ]; do sleep 0.02; done
sleep 0.4
