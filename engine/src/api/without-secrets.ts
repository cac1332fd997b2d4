/** The configuration as it may be shown. */

import type { Config, Secret } from "../config/config.ts";

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

/** By its shape, so that no list of places has to keep up with the configuration. */
function isSecret(value: object): boolean {
  const { kind } = value as Secret;
  const names: Readonly<Record<string, string>> = { written: "text", env: "name", file: "path" };
  const name = names[kind];
  const keys = Object.keys(value);
  return name !== undefined && keys.length === 2 && keys.includes(name);
}
