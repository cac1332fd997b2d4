/** The configuration as it may be shown. */

import type { Config } from "../config/config.ts";
import { isSecret } from "../read-secret.ts";

const hidden = "***";

/** With `***` for every secret, wherever it is kept, and for the environment of macros, in which some keep theirs. */
export function withoutSecrets(config: Config): Readonly<Record<string, unknown>> {
  const macros = Object.entries(config.macros).map(([name, macro]) => [
    name,
    { ...macro, env: Object.fromEntries(Object.keys(macro.env).map((key) => [key, hidden])) },
  ]);
  return hide({ ...config, macros: Object.fromEntries(macros) }) as Readonly<Record<string, unknown>>;
}

function hide(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hide);
  if (typeof value !== "object" || value === null) return value;
  if (isSecret(value)) return hidden;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, hide(member)]));
}
