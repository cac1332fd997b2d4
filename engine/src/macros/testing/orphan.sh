#!/bin/sh
# Leaves an orphan in its session, without any of the environment.
env -i PATH="$PATH" sh -c 'sleep 300 & exit 0'
exit 0
