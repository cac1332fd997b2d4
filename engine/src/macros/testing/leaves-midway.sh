#!/bin/sh
# Ignores SIGTERM, and ends by itself shortly after.
trap '' TERM
sh -c 'sleep 0.6' &
sleep 0.4
