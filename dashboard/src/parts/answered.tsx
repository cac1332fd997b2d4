/** An answer of the engine in its place; until it is there, what is waited for, or why it could not be had. */

import type { ComponentChild } from "preact";
import { Trouble } from "./trouble.tsx";
import type { Answer } from "./use-answer.ts";

interface AnsweredProps<A> {
  readonly answer: Answer<A>;
  /** What is said while nothing has come yet. */
  readonly waiting: string;
  readonly children: (value: A) => ComponentChild;
}

export function Answered<A>({ answer: { value, error, again }, waiting, children }: AnsweredProps<A>) {
  if (error !== null) return <Trouble error={error} again={again} />;
  return value === null ? <p class="empty">{waiting}</p> : children(value);
}
