#!/bin/sh
# Two hundred short lives, twenty at a time, and then it waits; more of them until the file named by the first argument is there.
round=0
while [ $round -lt 10 ] || { [ -n "$1" ] && [ ! -e "$1" ]; }; do
  child=0
  while [ $child -lt 20 ]; do
    sleep 0.01 &
    child=$((child + 1))
  done
  wait
  round=$((round + 1))
done
echo done
sleep 300
