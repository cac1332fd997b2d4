/** Colours for reports: escape codes where they are welcome, plain text elsewhere. */

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const;

export type Paint = (style: keyof typeof codes, text: string) => string;

export function painter(color: boolean): Paint {
  return (style, text) => (color && text !== "" ? `\u001b[${codes[style]}m${text}\u001b[0m` : text);
}

/** `1 rule`, `2 rules`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
