#!/usr/bin/env bash
# Findings as annotations and a summary of the job; as SARIF too where a file is named.
set -euo pipefail
# shellcheck source=scripts/action/policies.sh
source "$(dirname "${BASH_SOURCE[0]}")/policies.sh"

if [[ -n "${SARIF_FILE:-}" ]]; then
  code=0
  macro-engine lint --format sarif ${policies[@]+"${policies[@]}"} >"$SARIF_FILE" || code=$?
  # 1 is for findings, which the annotations tell of.
  if ((code > 1)); then exit "$code"; fi
fi
macro-engine lint --format github --fail-on "${FAIL_ON:-warning}" ${policies[@]+"${policies[@]}"}
