#!/usr/bin/env bash
# What a pull request changes in behaviour, as Markdown: its base against the checkout.
set -euo pipefail
# shellcheck source=scripts/action/policies.sh
source "$(dirname "${BASH_SOURCE[0]}")/policies.sh"

# A checkout of depth 1 does not have the base.
if ! git cat-file -e "$BASE_SHA^{commit}" 2>/dev/null; then
  git fetch --quiet --no-tags --depth=1 origin "$BASE_SHA"
fi

diff="$RUNNER_TEMP/macro-engine-diff.md"
: >"$diff"
worst=0

# Appends what changes between the sides to the file; `$1` is what messages call them.
compare() {
  local named="$1" code=0
  shift
  macro-engine diff "$@" --format markdown ${DIFF_FAIL_ON:+--fail-on "$DIFF_FAIL_ON"} >>"$diff" || code=$?
  echo >>"$diff"
  if ((code == 1)) && [[ -z "${DIFF_FAIL_ON:-}" ]]; then
    # Errors, of the base perhaps, which this change may mend; the log has them, and lint tells of those that stay.
    printf '%s\n\n' "$named cannot be compared: the policies have errors before this change or after it." >>"$diff"
  elif ((code > worst)); then
    worst=$code
  fi
}

# Without any named, those of the configuration, as the other steps have it.
if ((${#policies[@]} == 0)); then compare "This" "$BASE_SHA"; fi
for path in ${policies[@]+"${policies[@]}"}; do
  path="${path#./}"
  path="${path%/}"
  if ! git cat-file -e "$BASE_SHA:$path" 2>/dev/null; then
    printf '%s\n\n' "\`$path\` is new." >>"$diff"
    continue
  fi
  if [[ ! -e "$path" ]]; then
    printf '%s\n\n' "\`$path\` is gone: what it governed is governed no longer." >>"$diff"
    if [[ -n "${DIFF_FAIL_ON:-}" ]]; then worst=1; fi
    continue
  fi
  compare "\`$path\`" "$BASE_SHA:$path" "$path"
done
cat "$diff"
cat "$diff" >>"$GITHUB_STEP_SUMMARY"
echo "diff=$diff" >>"$GITHUB_OUTPUT"
exit "$worst"
