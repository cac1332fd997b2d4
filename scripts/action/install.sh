#!/usr/bin/env bash
# Puts `macro-engine` on the path of the steps that follow: a version of the registry, or the one of this checkout.
set -euo pipefail

home="$RUNNER_TEMP/macro-engine"
mkdir -p "$home"
if [[ -n "${VERSION:-}" ]]; then
  npm install --prefix "$home" --no-save --no-audit --no-fund --loglevel=error "macro-engine@$VERSION"
  bin="$home/node_modules/.bin"
else
  # Installs what the checkout needs, where that is not there; the command builds itself at its first start.
  node "$GITHUB_ACTION_PATH/scripts/setup.mjs"
  bin="$home/bin"
  mkdir -p "$bin"
  printf '#!/usr/bin/env bash\nexec node %q "$@"\n' "$GITHUB_ACTION_PATH/engine/bin/macro-engine.js" >"$bin/macro-engine"
  chmod +x "$bin/macro-engine"
fi
echo "$bin" >>"$GITHUB_PATH"
echo "macro-engine $("$bin/macro-engine" --version)"
