/** What a baseline holds, and which findings it leaves out: no disk, so that an editor can ask. */

export interface BaselineEntry {
  /** There for people. */
  readonly code: string;
  /** From the baseline's folder: it is the same file wherever lint is run. */
  readonly file: string;
  /** Of the code and the statement. */
  readonly fingerprint: string;
  readonly count: number;
}

export interface BaselineFile {
  readonly version: 1;
  readonly findings: readonly BaselineEntry[];
}

export interface Baselined<Problem> {
  readonly problems: readonly Problem[];
  /** How many were left out. */
  readonly known: number;
  /** Entries that nothing answers to any more, of files that were looked at or are gone. */
  readonly stale: readonly Pick<BaselineEntry, "code" | "file" | "count">[];
}

/** What was found, and how a baseline would name it. */
export interface BaselinedRun<Problem> {
  readonly problems: readonly Problem[];
  /** Errors of the language are told whatever a baseline has. */
  isFinding(problem: Problem): boolean;
  /** Names a problem by its code and statement, in whatever file. */
  statementPrint(problem: Problem): string;
  /** A file from the baseline's folder. */
  nameOf(file: string): string;
  /** Whether a file is there by such a name and was not looked at: nothing is known of it. */
  isElsewhere(name: string): boolean;
}

/** Null for a text that is no baseline. */
export function baselineIn(text: string): BaselineFile | null {
  const read = parsed(text);
  return isBaseline(read) ? read : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isBaseline(value: unknown): value is BaselineFile {
  const { version, findings } = (value ?? {}) as Partial<BaselineFile>;
  if (version !== 1 || !Array.isArray(findings)) return false;
  return findings.every((entry: Partial<BaselineEntry> | null) => {
    const { code, file, fingerprint, count } = entry ?? {};
    return [code, file, fingerprint].every((each) => typeof each === "string") && Number.isInteger(count) && count! > 0;
  });
}

/** An entry, and how many of its findings have not been met with. */
interface Slot {
  readonly entry: BaselineEntry;
  left: number;
}

/**
 * Leaves out findings that a baseline has, each as often as it has it; errors of the language never. What is left of an entry whose
 * file was looked at, or is gone, answers for the same statement elsewhere: it has moved.
 */
export function applyBaseline<Problem extends { readonly file: string }>(
  { findings }: BaselineFile,
  { problems, statementPrint, isFinding, nameOf, isElsewhere }: BaselinedRun<Problem>,
): Baselined<Problem> {
  const slots = findings.map((entry): Slot => ({ entry, left: entry.count }));
  const inPlace = Map.groupBy(slots, ({ entry }) => `${entry.file}\n${entry.fingerprint}`);
  const moved = Map.groupBy(slots, ({ entry }) => entry.fingerprint);
  const take = (from: readonly Slot[] = []): boolean => {
    const slot = from.find(({ left }) => left > 0);
    if (slot !== undefined) slot.left -= 1;
    return slot !== undefined;
  };
  const isNew = problems.map((problem) => {
    return !isFinding(problem) || !take(inPlace.get(`${nameOf(problem.file)}\n${statementPrint(problem)}`));
  });
  const gone = new Set(slots.filter(({ entry, left }) => left > 0 && !isElsewhere(entry.file)));
  const told = problems.filter((problem, at) => {
    if (!isNew[at] || !isFinding(problem)) return isNew[at];
    return !take(moved.get(statementPrint(problem))?.filter((slot) => gone.has(slot)));
  });
  const stale = [...gone].flatMap(({ entry: { code, file }, left }) => (left > 0 ? [{ code, file, count: left }] : []));
  return { problems: told, known: problems.length - told.length, stale };
}
