/** The worker thread's entry: answers one question after the other, so that the API stays responsive meanwhile. */

import { parentPort, workerData } from "node:worker_threads";
import { StoreError } from "../store/store-error.ts";
import { createAnswers } from "./answers.ts";
import { type Answered, type Asked, InquiryError, type InquiryInput } from "./questions.ts";

const answers = createAnswers(workerData as InquiryInput);
let before: Promise<unknown> = Promise.resolve();

parentPort!.on("message", (asked: Asked) => {
  // Whoever drags a limit waits for no long question, not even for the exact answer to the limit before.
  if (asked.question === "whatIf") return void answered(asked).then((answer) => parentPort!.postMessage(answer));
  before = before.then(async () => parentPort!.postMessage(await answered(asked)));
});

async function answered({ id, question, params }: Asked): Promise<Answered> {
  try {
    return { id, answer: await answers[question](params as never) };
  } catch (error) {
    if (error instanceof InquiryError) return { id, status: error.status, message: error.message };
    if (error instanceof StoreError) return { id, status: 503, message: error.message };
    return { id, status: null, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
