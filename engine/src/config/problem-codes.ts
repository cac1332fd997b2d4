/** The codes of problems that only a configuration has, each with what it is about: for those who look a code up. */

/** Each has a page in `pages/`, whose examples are tried by `test/error-pages.test.ts`. */
export const configCodes = {
  "unknown-key": "A key that its section does not have.",
  "duplicate-key": "The same key twice in one section.",
  "missing-key": "A section without a key that it needs.",
  "wrong-value": "A value that its key cannot have.",
} as const;

export type ConfigCode = keyof typeof configCodes;

export function isConfigCode(text: string): text is ConfigCode {
  return Object.hasOwn(configCodes, text);
}
