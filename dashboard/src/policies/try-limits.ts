/** Asks what another limit would do while it is dragged: one question at a time, the newest limit next, the exact answer after. */

import { messageOf } from "../parts/text.ts";

export interface Answered {
  readonly exact: boolean;
}

export interface Told<A> {
  readonly limit: number;
  readonly answer: A | null;
  /** Why there is none, in words; empty while there is. */
  readonly problem: string;
  /** Another answer to this limit is on its way. */
  readonly isAsking: boolean;
}

export interface Trying {
  /** Takes the place of the limit before, which nobody waits for any more. */
  try(limit: number): void;
  /** Nothing is told any more. */
  end(): void;
}

/**
 * `ask` answers quickly, by the rule alone, or exactly. The exact question has a way of its own: it takes its time, and what is
 * dragged meanwhile does not wait for it. Once it is answered, quick answers are exact as well.
 */
export function tryLimits<A extends Answered>(
  ask: (limit: number, quick: boolean) => Promise<A>,
  tell: (told: Told<A>) => void,
): Trying {
  let wanted = Number.NaN;
  let isOver = false;
  const underWay = { quick: false, exact: false };
  const put = async (way: "quick" | "exact") => {
    if (underWay[way]) return;
    underWay[way] = true;
    const limit = wanted;
    let answer: A | null = null;
    let problem = "";
    try {
      answer = await ask(limit, way === "quick");
    } catch (error) {
      problem = messageOf(error);
    }
    underWay[way] = false;
    if (isOver) return;
    // The exact answer to another limit has made quick ones exact.
    const isDone = limit === wanted && (answer === null || answer.exact);
    if (limit === wanted) tell({ limit, answer, problem, isAsking: !isDone });
    if (isDone) return;
    void put(limit === wanted ? "exact" : "quick");
  };
  return {
    try: (limit) => {
      wanted = limit;
      void put("quick");
    },
    end: () => {
      isOver = true;
    },
  };
}
