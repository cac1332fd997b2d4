/** An entry of the audit log: who did what, and the hash that ties it to the entry before. */

import { createHash } from "node:crypto";

/** What is told of an act. Texts of any kind: they stand in the log as JSON, cut where they are very long. */
export interface AuditAct {
  /** A token's or a session's name. */
  readonly who: string;
  readonly role: string;
  /** Address that it came from. */
  readonly from: string;
  /** Such as `macro.stop`. */
  readonly action: string;
  /** What it was done to; empty where there is nothing to name. */
  readonly target: string;
  /** `done`, or why not, in words. */
  readonly outcome: string;
}

export interface AuditEntry extends AuditAct {
  /** From 1, one more with each entry. */
  readonly seq: number;
  /** ISO 8601. */
  readonly time: string;
  /** The hash of the entry before; zeros before the first. */
  readonly previous: string;
  /** SHA-256, in hex, of the entry as JSON without this field. */
  readonly hash: string;
}

/** Where an entry stands in the chain. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

export const beginning: ChainEnd = { seq: 0, hash: "0".repeat(64) };

/** Longer texts are cut: a log that anybody can fill tells nothing. */
const mostCharacters = 500;

export function nextEntry(act: AuditAct, { seq, hash }: ChainEnd, time: Date): AuditEntry {
  const unsealed = {
    seq: seq + 1,
    time: time.toISOString(),
    who: cut(act.who),
    role: cut(act.role),
    from: cut(act.from),
    action: cut(act.action),
    target: cut(act.target),
    outcome: cut(act.outcome),
    previous: hash,
  };
  return { ...unsealed, hash: hashOf(unsealed) };
}

function cut(text: string): string {
  // A half of a surrogate pair would come back from the disk as something else.
  const whole = text.toWellFormed();
  return whole.length > mostCharacters ? `${whole.slice(0, mostCharacters - 1).toWellFormed()}…` : whole;
}

export function lineOf(entry: AuditEntry): string {
  return `${JSON.stringify(inOrder(entry))}\n`;
}

/** Null where the line is no entry as this program writes it. */
export function entryOf(line: string): AuditEntry | null {
  try {
    const entry = JSON.parse(line) as AuditEntry;
    return isEntry(entry) && lineOf(entry) === `${line}\n` ? entry : null;
  } catch {
    return null;
  }
}

function isEntry(entry: AuditEntry): boolean {
  const { seq, ...texts } = inOrder(entry);
  return Number.isSafeInteger(seq) && seq > 0 && Object.values(texts).every((text) => typeof text === "string");
}

export function hasItsHash({ hash, ...rest }: AuditEntry): boolean {
  return hashOf(rest) === hash;
}

function hashOf(entry: Omit<AuditEntry, "hash">): string {
  const { hash: _, ...unsealed } = inOrder({ ...entry, hash: "" });
  return createHash("sha256").update(JSON.stringify(unsealed)).digest("hex");
}

/** Hashes are of texts: the order of the fields is a part of them. */
function inOrder(entry: AuditEntry): AuditEntry {
  const { seq, time, who, role, from, action, target, outcome, previous, hash } = entry;
  return { seq, time, who, role, from, action, target, outcome, previous, hash };
}
