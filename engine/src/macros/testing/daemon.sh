#!/bin/sh
# Leaves a daemon behind: two forks, a session of its own, its parents gone.
setsid sh -c 'sleep 300 & exit 0' &
exit 0
