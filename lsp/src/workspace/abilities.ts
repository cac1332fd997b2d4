/** What the machine can measure at all, for lint to tell of rules that would never see anything here. */

import { builtInMetrics, levelOf, lintRules, remembered, type Source } from "@macro-engine/dsl";
import type { Machine } from "../host.ts";
import { pause } from "../turn.ts";
import type { PolicyView } from "./policy-view.ts";

export interface Abilities {
  /** Whether the machine need not be asked any more. */
  isKnown(view: PolicyView): boolean;
  ask(view: PolicyView): Promise<void>;
  /** The same object for as long as it is the same; null where nobody knows, or nothing that is named is missing. */
  of(view: PolicyView): ReadonlySet<string> | null;
  /** The user may have changed what may be asked. */
  forget(): void;
}

/** A machine that has not answered by then is left in peace, ms. */
const patienceMs = 1500;

/** Machines are asked only where the user lets them be measured. */
export function createAbilities(machine: Machine | null, isAllowed: () => Promise<boolean>): Abilities {
  /** What a machine can do hardly changes: it is asked once. */
  const answers = new Map<string, Promise<ReadonlySet<string> | null>>();
  const known = new Map<string, ReadonlySet<string> | null>();
  const fresh = new Set<string>();
  const isAsked = (view: PolicyView) =>
    machine !== null && levelOf(lintRules["unavailable-metric"], view.config.lint.levels) !== "off";
  return {
    isKnown: (view) => !isAsked(view) || fresh.has(keyOf(view)),
    async ask(view) {
      if (machine === null) return;
      const key = keyOf(view);
      fresh.add(key);
      if (!(await isAllowed())) return void known.delete(key);
      const answer = answers.get(key) ?? machine.available(namedIn(view), view.config.sources);
      answers.set(key, answer);
      known.set(key, await Promise.race([answer, pause(patienceMs).then(() => null)]));
    },
    of(view) {
      const found = isAsked(view) ? (known.get(keyOf(view)) ?? null) : null;
      return found === null || namedIn(view).every((name) => found.has(name)) ? null : found;
    },
    forget: () => fresh.clear(),
  };
}

const ofMachine = builtInMetrics.flatMap(({ name, scope }) => (scope === "system" ? [name] : []));

/** Of one file, which may be any text: more than it reads does no harm. */
const namedInText = remembered(({ text }: Source) => ofMachine.filter((name) => text.includes(name)));

const namedIn = remembered((view: PolicyView): readonly string[] => {
  const named = new Set([...view.sources.values()].flatMap(namedInText));
  return ofMachine.filter((name) => named.has(name));
});

const keyOf = remembered((view: PolicyView): string => JSON.stringify([namedIn(view), view.config.sources]));
