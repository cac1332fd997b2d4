/** Secrets of the configuration, read from where it says they are. */

import { readFileSync } from "node:fs";
import type { Secret } from "./config/config.ts";

/** Throws an `Error` in words for the user, without the secret, where there is none. */
export function readSecret(secret: Secret): string {
  if (secret.kind === "written") return secret.text;
  if (secret.kind === "env") {
    const text = process.env[secret.name];
    if (text === undefined || text === "")
      throw new Error(`a secret is missing: the environment has no ${secret.name}; set it before the engine starts`);
    return text;
  }
  let text: string;
  try {
    text = readFileSync(secret.path, "utf8").trim();
  } catch (error) {
    throw new Error(`a secret is missing: ${secret.path} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  if (text === "") throw new Error(`a secret is missing: ${secret.path} is empty`);
  return text;
}

/** What is to be said of each secret in a part of the configuration that cannot be read; none: all can. */
export function missingSecrets(part: unknown): readonly string[] {
  if (typeof part !== "object" || part === null) return [];
  if (!isSecret(part)) return Object.values(part).flatMap(missingSecrets);
  try {
    readSecret(part);
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

/** By its shape, so that no list of places has to keep up with the configuration. */
export function isSecret(value: object): value is Secret {
  const { kind } = value as Secret;
  const names: Readonly<Record<string, string>> = { written: "text", env: "name", file: "path" };
  const name = names[kind];
  const keys = Object.keys(value);
  return name !== undefined && keys.length === 2 && keys.includes(name);
}
