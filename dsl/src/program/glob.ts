/**
 * Globs of the language: `*` (any run, slashes too), `?` (one character), `[abc]` with ranges and `[!abc]`, `{a,b}`.
 * Matching runs all alternatives in step (a state machine without backtracking): time is pattern × text, whatever
 * the pattern.
 */

import { patternLimit } from "../syntax/limits.ts";

/** How specific a match is: literal characters, then wildcards (`*`, `?`, `[…]` one each), of the expansion that matched. */
export interface GlobScore {
  readonly literals: number;
  readonly wildcards: number;
}

export type GlobNode =
  | { readonly kind: "literal"; readonly character: string }
  | { readonly kind: "any" }
  | { readonly kind: "run" }
  | { readonly kind: "set"; readonly has: (character: string) => boolean; readonly written: readonly string[] }
  | { readonly kind: "choice"; readonly options: readonly (readonly GlobNode[])[] };

/** Whether the whole text matches, without regard to case. */
export function matchesGlob(glob: string, text: string): boolean {
  return matchGlob(glob, text) !== null;
}

/** The specificity of the best expansion of `glob` that matches the whole text, or null. */
export function matchGlob(glob: string, text: string): GlobScore | null {
  const { states: machine, start, needed } = machineOf(glob);
  // Nearly every process on a machine is told from a macro by this. Beyond ASCII, case is no matter of one character.
  if (needed !== "" && !/[\u0080-\uffff]/.test(text) && !text.toLowerCase().includes(needed)) return null;
  let current: ReadonlyMap<number, number> = start;
  // One by one: most texts part from most patterns at their first character.
  for (const written of text) {
    const character = written.toLowerCase();
    const next = new Map<number, number>();
    for (const [state, score] of current) {
      const step = machine[state]!;
      if (step.consumes?.(character)) keepBest(next, step.loops ? state : step.next[0]!, score + step.worth);
    }
    if (next.size === 0) return null;
    current = closure(machine, next);
  }
  const score = current.get(machine.length - 1);
  return score === undefined ? null : unpack(score);
}

/** The fewest and the most literal characters that a match is worth, of all expansions. */
export function literalRange(glob: string): { readonly least: number; readonly most: number } {
  return rangeOf(parseGlob(glob));
}

function rangeOf(nodes: readonly GlobNode[]): { least: number; most: number } {
  let [least, most] = [0, 0];
  for (const node of nodes) {
    const options = node.kind === "choice" ? node.options.map(rangeOf) : [];
    const own = node.kind === "literal" ? 1 : 0;
    least += node.kind === "choice" ? Math.min(...options.map((option) => option.least)) : own;
    most += node.kind === "choice" ? Math.max(...options.map((option) => option.most)) : own;
  }
  return { least, most };
}

/** Code points without case, one by one, so that a character's case never depends on its neighbours. */
function folded(text: string): string[] {
  return Array.from(text, (character) => character.toLowerCase());
}

// --- The machine --------------------------------------------------------------------------------------------------

/** One number ranks a score: literals first, then fewer wildcards. Both stay far below the scale. */
const scale = 2 ** 24;

function unpack(score: number): GlobScore {
  const literals = Math.ceil(score / scale) + 0;
  return { literals, wildcards: literals * scale - score };
}

interface State {
  /** Null: passes without a character, to each of `next`. */
  readonly consumes: ((character: string) => boolean) | null;
  /** Stays here after a character, and may be left without one. */
  readonly loops: boolean;
  /** Added to the score by a step through it (for a run: by entering it). */
  readonly worth: number;
  next: number[];
}

interface Machine {
  readonly states: readonly State[];
  /** The states before the first character. */
  readonly start: ReadonlyMap<number, number>;
  /** What stands in every text that matches, without case; empty where nothing is known to. */
  readonly needed: string;
}

const machines = new Map<string, Machine>();

function machineOf(glob: string): Machine {
  let machine = machines.get(glob);
  if (machine === undefined) {
    const nodes = parseGlob(glob);
    const states = build(nodes);
    machine = { states, start: closure(states, new Map([[0, 0]])), needed: longestLiteral(nodes) };
    // Patterns come from policies, so there are few; the bound only guards against a caller that makes them up.
    if (machines.size >= 10_000) machines.clear();
    machines.set(glob, machine);
  }
  return machine;
}

/** The longest part of a glob that is literal, whatever is chosen in braces. */
function longestLiteral(nodes: readonly GlobNode[]): string {
  let longest = "";
  let present = "";
  for (const node of nodes) {
    present = node.kind === "literal" ? present + node.character : "";
    if (present.length > longest.length) longest = present;
  }
  return longest;
}

function build(nodes: readonly GlobNode[]): readonly State[] {
  const states: State[] = [];
  const add = (state: State) => states.push(state) - 1;
  const pass = (worth = 0) => add({ consumes: null, loops: false, worth, next: [] });
  const sequence = (list: readonly GlobNode[]) => {
    for (const node of list) one(node);
  };
  const one = (node: GlobNode) => {
    if (node.kind === "choice") return choice(node.options);
    if (node.kind === "run") {
      const entry = pass(-1);
      states[entry]!.next = [add({ consumes: () => true, loops: true, worth: 0, next: [states.length + 1] })];
      return;
    }
    const consumes = consumerOf(node);
    add({ consumes, loops: false, worth: node.kind === "literal" ? scale : -1, next: [states.length + 1] });
  };
  const choice = (options: readonly (readonly GlobNode[])[]) => {
    const fork = pass();
    const ends: number[] = [];
    for (const option of options) {
      states[fork]!.next.push(states.length);
      sequence(option);
      ends.push(pass());
    }
    for (const end of ends) states[end]!.next = [states.length];
  };
  sequence(nodes);
  pass();
  return states;
}

function consumerOf(node: Exclude<GlobNode, { kind: "choice" | "run" }>): (character: string) => boolean {
  if (node.kind === "literal") return (character) => character === node.character;
  return node.kind === "set" ? node.has : () => true;
}

/** Everything reachable without a character, with the best score of each state. States only lead forward. */
function closure(machine: readonly State[], from: ReadonlyMap<number, number>): Map<number, number> {
  const reached = new Map(from);
  const open = [...from.keys()].sort((a, b) => a - b);
  const queued = new Set(open);
  for (let index = 0; index < open.length; index++) {
    const state = open[index]!;
    const step = machine[state]!;
    if (step.consumes !== null && !step.loops) continue;
    for (const next of step.next) {
      keepBest(reached, next, reached.get(state)! + step.worth);
      if (!queued.has(next)) insertSorted(open, next, index + 1);
      queued.add(next);
    }
  }
  return reached;
}

function insertSorted(list: number[], value: number, from: number): void {
  let at = from;
  while (at < list.length && list[at]! < value) at++;
  list.splice(at, 0, value);
}

function keepBest(scores: Map<number, number>, state: number, score: number): void {
  const known = scores.get(state);
  if (known === undefined || score > known) scores.set(state, score);
}

// --- Reading a glob -----------------------------------------------------------------------------------------------

export function parseGlob(glob: string): readonly GlobNode[] {
  const characters = folded(glob);
  const closing = matchBraces(characters);
  const read = (start: number, end: number): GlobNode[] => {
    const nodes: GlobNode[] = [];
    for (let at = start; at < end; at++) {
      const character = characters[at]!;
      const close = closing.get(at);
      const setEnd = character === "[" ? characters.indexOf("]", at + 2) : -1;
      if (close !== undefined) {
        nodes.push({ kind: "choice", options: options(at + 1, close) });
        at = close;
      } else if (setEnd >= 0 && setEnd < end) {
        const written = characters.slice(at + 1, setEnd);
        nodes.push({ kind: "set", has: readSet(written), written });
        at = setEnd;
      } else if (character === "*") nodes.push({ kind: "run" });
      else if (character === "?") nodes.push({ kind: "any" });
      else nodes.push({ kind: "literal", character });
    }
    return nodes;
  };
  const options = (start: number, end: number): GlobNode[][] => {
    const list: GlobNode[][] = [];
    let from = start;
    for (let at = start; at <= end; at++) {
      if (at < end && characters[at] !== ",") {
        at = closing.get(at) ?? at;
        continue;
      }
      list.push(read(from, at));
      from = at + 1;
    }
    return list;
  };
  return read(0, characters.length);
}

/** Opening brace to its closing one; braces without a partner are literal, and those deeper than any policy can have them. */
function matchBraces(characters: readonly string[]): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const open: number[] = [];
  characters.forEach((character, at) => {
    if (character === "{") open.push(at);
    else if (character === "}" && open.length > 0) {
      const start = open.pop()!;
      if (open.length < patternLimit) pairs.set(start, at);
    }
  });
  return pairs;
}

/** `abc`, `a-z`, `!abc`; a hyphen at an end is literal. */
function readSet(characters: readonly string[]): (character: string) => boolean {
  const negated = characters.length > 1 && characters[0] === "!";
  const members = negated ? characters.slice(1) : characters;
  const ranges: [string, string][] = [];
  for (let at = 0; at < members.length; at++) {
    const isRange = members[at + 1] === "-" && at + 2 < members.length;
    ranges.push([members[at]!, members[isRange ? at + 2 : at]!]);
    if (isRange) at += 2;
  }
  const code = (character: string) => character.codePointAt(0)!;
  return (character) =>
    ranges.some(([low, high]) => code(low) <= code(character) && code(character) <= code(high)) !== negated;
}
