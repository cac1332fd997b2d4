/** The tokens that the configuration gives out. */

import type { ApiTokenConfig } from "../../config/config.ts";
import { readSecret } from "../../read-secret.ts";
import type { AccessToken } from "./access.ts";

/** Shorter ones can be guessed. */
const shortest = 16;

/** Throws an `Error` in words for the user, without any token. */
export function configuredTokens(tokens: readonly ApiTokenConfig[]): AccessToken[] {
  const read = tokens.map(({ name, role, token }) => {
    try {
      return { name, role, token: readSecret(token) };
    } catch (error) {
      throw new Error(`the token \`${name}\` of \`api.tokens\`: ${(error as Error).message}`);
    }
  });
  for (const { name, token } of read) {
    if (token.length < shortest || /\s/.test(token))
      throw new Error(
        `the token \`${name}\` of \`api.tokens\` can be guessed: it needs ${shortest} characters or more, without blanks; \`openssl rand -hex 16\` makes one`,
      );
    const same = read.find((entry) => entry.token === token);
    if (same?.name !== name)
      throw new Error(`\`api.tokens\` has one token for \`${same?.name}\` and \`${name}\`: give each its own`);
  }
  return read;
}
