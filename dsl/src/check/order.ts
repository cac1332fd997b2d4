/** The one order of things: files by the bytes of their path, then position. */

import type { Diagnostic } from "../diagnostics/diagnostic.ts";

/** Compares as UTF-8 bytes do, which is by code point (UTF-16 units would put astral characters too early). */
export function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return bytesRank(left) - bytesRank(right);
  }
  return a.length - b.length;
}

/** Surrogates (code points above U+FFFF) come after every other unit. */
function bytesRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

export function inOrderOfPath<T extends { readonly path: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => compareBytes(a.path, b.path));
}

export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareBytes(a.file, b.file) ||
    a.span.start - b.span.start ||
    a.span.end - b.span.end ||
    compareBytes(a.code, b.code) ||
    compareBytes(a.message, b.message)
  );
}
