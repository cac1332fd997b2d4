/** What is said about text that does not lex or parse. */

import type { MessageTable } from "./catalogue.ts";

const hint = (suggestion: string | null) => (suggestion === null ? "" : `; did you mean \`${suggestion}\`?`);

export const syntaxMessages = {
  "unknown-unit": {
    unknown: (p: { unit: string; suggestion: string | null; units: string }) =>
      `\`${p.unit}\` is not a unit${p.suggestion === null ? `; units are ${p.units}` : hint(p.suggestion)}`,
  },
} as const satisfies MessageTable;
