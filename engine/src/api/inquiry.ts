/** The control plane's worker thread: started at the first question, ended when nobody has asked for a while. */

import { Worker } from "node:worker_threads";
import { entryUrl } from "../entry.ts";
import type { Answered, AnswerOf, Asked, InquiryInput, ParamsOf, Question } from "../inquiry/questions.ts";
import { ApiError } from "./problems.ts";

export interface Inquiry {
  /** Rejects with an `ApiError` where there is no answer, or none in time. */
  ask<Q extends Question>(question: Q, params: ParamsOf<Q>): Promise<AnswerOf<Q>>;
  close(): Promise<void>;
}

export interface InquiryOptions {
  /** An answer that takes longer is given up, and the thread with it, ms. */
  readonly timeoutMs?: number;
  /** So long without a question it is kept, ms. */
  readonly idleMs?: number;
}

interface Waiting {
  done(answer: unknown): void;
  fail(error: Error): void;
}

/** Of the thread's young and old objects, MB: a question that takes more is too large for a page. */
const mostHeapMb = 512;
/** Asked at once: who asks more is told to wait. */
const mostWaiting = 32;

export function createInquiry(
  input: () => InquiryInput,
  { timeoutMs = 60_000, idleMs = 30_000 }: InquiryOptions = {},
): Inquiry {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let begunWith: InquiryInput | null = null;
  let idle: NodeJS.Timeout | undefined;
  let lastId = 0;

  function end(error: ApiError): void {
    const ended = worker;
    worker = null;
    clearTimeout(idle);
    for (const { fail } of waiting.values()) fail(error);
    waiting.clear();
    void ended?.terminate();
  }

  function start(): Worker {
    begunWith = input();
    const started = new Worker(entryUrl("inquiry/main"), {
      workerData: begunWith,
      resourceLimits: { maxOldGenerationSizeMb: mostHeapMb },
    });
    started.unref();
    started.on("message", (answered: Answered) => {
      const call = waiting.get(answered.id);
      waiting.delete(answered.id);
      if (waiting.size === 0) idle = setTimeout(() => end(tooLong), idleMs).unref();
      if ("answer" in answered) call?.done(answered.answer);
      else
        call?.fail(
          answered.status === null ? new Error(answered.message) : new ApiError(answered.status, answered.message),
        );
    });
    // Out of memory, or a mistake of ours: the next question begins anew.
    const fail = (error: Error) => {
      if (worker === started) end(new ApiError(503, `this could not be worked out: ${error.message}`));
    };
    started.on("error", fail);
    started.on("exit", (code) => fail(new Error(`its thread has ended with ${code}`)));
    return started;
  }

  return {
    ask: <Q extends Question>(question: Q, params: ParamsOf<Q>) =>
      new Promise<AnswerOf<Q>>((done, fail) => {
        if (waiting.size >= mostWaiting)
          return fail(new ApiError(503, "too much is being worked out; ask again in a moment"));
        clearTimeout(idle);
        // Another configuration is another thread's; what is being worked out is not given up for it.
        if (waiting.size === 0 && begunWith?.config !== input().config) end(tooLong);
        worker ??= start();
        const id = ++lastId;
        // What waits behind a long question has not begun, but nobody waits for longer either.
        const timer = setTimeout(() => end(tooLong), timeoutMs).unref();
        const settle = (how: () => void) => {
          clearTimeout(timer);
          how();
        };
        waiting.set(id, {
          done: (answer) => settle(() => done(answer as AnswerOf<Q>)),
          fail: (error) => settle(() => fail(error)),
        });
        worker.postMessage({ id, question, params } satisfies Asked);
      }),
    close: async () => {
      const ended = worker;
      end(new ApiError(503, "the control plane is ending"));
      await ended?.terminate();
    },
  };
}

const tooLong = new ApiError(503, "this took too long to be worked out; ask for less, such as a shorter time");
