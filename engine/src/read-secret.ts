/** Reads a secret from where the configuration says it is. */

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
