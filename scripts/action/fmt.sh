#!/usr/bin/env bash
# Fails where a file is not formatted, and shows how it should be.
set -euo pipefail
# shellcheck source=scripts/action/policies.sh
source "$(dirname "${BASH_SOURCE[0]}")/policies.sh"

code=0
macro-engine fmt --check --diff ${policies[@]+"${policies[@]}"} || code=$?
if ((code == 1)); then echo "::error title=macro-engine fmt::Some policies are not formatted; run: macro-engine fmt"; fi
exit "$code"
