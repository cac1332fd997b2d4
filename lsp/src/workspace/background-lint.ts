/** Lints sets while nobody wants anything else, and drops what a change has overtaken. */

import { pause, turn } from "../turn.ts";
import type { Abilities } from "./abilities.ts";
import type { Baselines } from "./baselines.ts";
import { lintView } from "./lint-view.ts";
import type { PolicyView, Remark } from "./policy-view.ts";

export interface BackgroundLint {
  /** Something has changed: what is known of other sets stays. */
  begin(): void;
  /** Nothing stays. */
  beginAgain(): void;
  /** Lints a view at once where that takes a moment only, so that what is found comes with its errors. */
  hurry(view: PolicyView): void;
}

export interface BackgroundLintOptions {
  readonly abilities: Abilities;
  readonly baselines: Baselines;
  readonly views: () => Promise<readonly PolicyView[]>;
  readonly today: () => string;
  readonly isEnabled: () => Promise<boolean>;
  /** Of sets that somebody looks at. */
  readonly isUrgent: (view: PolicyView) => boolean;
  /** `isAsked`: the findings of a view that nobody was waiting for. */
  readonly onFound: (view: PolicyView, findings: readonly Remark[], isAsked: boolean) => void;
  /** Some request has yet to be answered. */
  readonly isAwaited: () => boolean;
  /** All is done. */
  readonly onIdle: () => void;
  /** Of a failure of ours: the view has no findings then. */
  readonly log: (message: string) => void;
}

/** A slice is over after this time, ms; a single step may take longer. */
const sliceMs = 5;
/** What may be done before an answer, ms, and how much text a set may have for it to be tried. */
const momentMs = 25;
const smallText = 100_000;
/** After a change others are awaited, ms; of a big set longer: its first step, to compile it, holds up whoever types on. */
const quietMs = 200;
const quietOfBigMs = 1000;

interface Work {
  /** What the machine could measure when it began. */
  readonly available: ReadonlySet<string> | null;
  readonly steps: Iterator<undefined, readonly Remark[]>;
  spentMs: number;
  isDone: boolean;
}

export function createBackgroundLint(options: BackgroundLintOptions): BackgroundLint {
  let works = new WeakMap<PolicyView, Work>();
  const told = new WeakSet<PolicyView>();
  /** By set: sets that take longer than a moment. */
  const slow = new Set<string>();
  let lastChange = 0;
  let isRunning = false;
  let isWanted = false;

  function workOf(view: PolicyView): Work {
    let work = works.get(view);
    const available = options.abilities.of(view);
    if (work === undefined || work.available !== available) {
      work = { available, steps: lintView(view, options.today(), available), spentMs: 0, isDone: false };
      works.set(view, work);
    }
    return work;
  }

  /** With what is known of the machine by now. */
  function isDone(view: PolicyView): boolean {
    return options.abilities.isKnown(view) && workOf(view).isDone;
  }

  /** Null while there is more to do. */
  function slice(view: PolicyView, ms: number): readonly Remark[] | null {
    const work = workOf(view);
    const began = performance.now();
    let spent = 0;
    let findings: readonly Remark[] | null = null;
    while (findings === null && spent < ms) {
      findings = stepOf(view, work);
      spent = performance.now() - began;
    }
    work.spentMs += spent;
    work.isDone = findings !== null;
    if (work.spentMs > momentMs) slow.add(keyOf(view));
    else if (work.isDone) slow.delete(keyOf(view));
    return findings;
  }

  function stepOf(view: PolicyView, { steps }: Work): readonly Remark[] | null {
    try {
      const step = steps.next();
      return step.done ? options.baselines.untold(view, step.value) : null;
    } catch (error) {
      options.log(`lint has failed: ${error instanceof Error ? error.stack : String(error)}`);
      return [];
    }
  }

  function tell(view: PolicyView, findings: readonly Remark[], isAsked: boolean): void {
    told.add(view);
    options.onFound(view, findings, isAsked);
  }

  /** What was found is not told any more. */
  function takeBack(views: readonly PolicyView[]): void {
    for (const view of views) {
      works.delete(view);
      if (told.delete(view)) options.onFound(view, [], false);
    }
  }

  async function run(): Promise<void> {
    for (;;) {
      while (performance.now() - lastChange < quietMs) await pause(quietMs);
      const isEnabled = await options.isEnabled();
      const views = await options.views();
      if (!isEnabled) return takeBack(views);
      const waiting = views.filter((view) => !isDone(view));
      const view = waiting.find(options.isUrgent) ?? waiting[0];
      if (view === undefined) return;
      const isBig = slow.has(keyOf(view)) || textOf(view) > smallText;
      if (isBig && performance.now() - lastChange < quietOfBigMs) {
        await pause(quietMs);
        continue;
      }
      if (!options.baselines.isKnown(view)) {
        await options.baselines.load(view);
        continue;
      }
      if (!options.abilities.isKnown(view)) {
        await options.abilities.ask(view);
        continue;
      }
      const findings = slice(view, sliceMs);
      if (findings !== null) tell(view, findings, false);
      // What has arrived meanwhile is known of after a turn.
      do await turn();
      while (options.isAwaited());
    }
  }

  async function goOn(): Promise<void> {
    isWanted = true;
    if (isRunning) return;
    isRunning = true;
    // Who wants more while the last is being finished gets it.
    while (isWanted) {
      isWanted = false;
      // A set that cannot be looked at: whoever asks for it is told.
      await run().catch(() => {});
    }
    isRunning = false;
    options.onIdle();
  }

  function begin(): void {
    lastChange = performance.now();
    void goOn();
  }

  return {
    begin,
    beginAgain() {
      works = new WeakMap();
      begin();
    },
    hurry(view) {
      if (isDone(view)) return;
      const isSmall = !slow.has(keyOf(view)) && textOf(view) <= smallText;
      const isQuick = isSmall && options.baselines.isKnown(view) && !workOf(view).isDone;
      const findings = isQuick ? slice(view, momentMs) : null;
      if (findings !== null) tell(view, findings, true);
      // What the machine has to say is told later: a client may not ask again for what comes with the errors.
      if (!isDone(view)) void goOn();
    },
  };
}

function keyOf(view: PolicyView): string {
  return view.uriOf("");
}

function textOf(view: PolicyView): number {
  let length = 0;
  for (const { text } of view.sources.values()) length += text.length;
  return length;
}
