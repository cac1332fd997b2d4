/** The worker in which the language lives: loaded at the first question. */

import type { PolicyAnswer, PolicyQuestion } from "./policy-question.ts";

let worker: Worker | null = null;
let asked = 0;
const waiting = new Map<number, (answer: PolicyAnswer) => void>();

export function askLanguage(question: Omit<PolicyQuestion, "id">): Promise<PolicyAnswer> {
  worker ??= startWorker();
  asked += 1;
  const id = asked;
  worker.postMessage({ ...question, id });
  return new Promise((resolve) => waiting.set(id, resolve));
}

function startWorker(): Worker {
  const started = new Worker(new URL("./policy-worker.ts", import.meta.url), { type: "module" });
  started.addEventListener("message", ({ data }: MessageEvent<PolicyAnswer>) => {
    waiting.get(data.id)?.(data);
    waiting.delete(data.id);
  });
  return started;
}
