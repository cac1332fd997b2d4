# shellcheck shell=bash
# Sourced: reads $POLICIES, a path a line, into the array `policies`. Paths may hold blanks.
policies=()
while IFS= read -r line; do
  line="${line#"${line%%[![:space:]]*}"}"
  line="${line%"${line##*[![:space:]]}"}"
  if [[ -n "$line" ]]; then policies+=("$line"); fi
done <<<"${POLICIES:-}"
