#!/bin/sh
# A tree of four that ignores SIGTERM.
trap '' TERM
for child in 1 2 3; do
  sh -c 'while :; do sleep 300; done' &
done
while :; do sleep 300; done
