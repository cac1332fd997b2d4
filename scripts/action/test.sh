#!/usr/bin/env bash
# Runs the policies' tests: results to a JUnit file, and to the log where something failed.
set -euo pipefail
# shellcheck source=scripts/action/policies.sh
source "$(dirname "${BASH_SOURCE[0]}")/policies.sh"

junit="${JUNIT_FILE:-$RUNNER_TEMP/macro-engine-tests.xml}"
code=0
macro-engine test --format junit ${policies[@]+"${policies[@]}"} >"$junit" || code=$?
echo "junit=$junit" >>"$GITHUB_OUTPUT"
if ((code == 1)); then
  macro-engine test ${policies[@]+"${policies[@]}"} || true
  echo "::error title=macro-engine test::Some tests of the policies fail"
fi
exit "$code"
