/** Refusals and failures as problem details (RFC 9457). */

import { STATUS_CODES } from "node:http";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { ControlError, errorCodes } from "../control/protocol.ts";
import { StoreError } from "../store/store-error.ts";
import type { ApiApp } from "./context.ts";
import type { Problem } from "./contract.ts";

/** A refusal; the message is for the user. */
export class ApiError extends Error {
  readonly status: number;
  readonly places: readonly ProblemPlace[];

  constructor(status: number, message: string, places: readonly ProblemPlace[] = []) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.places = places;
  }
}

export type ProblemPlace = NonNullable<Problem["errors"]>[number];

/** `onProblem` hears in words of our own mistakes: whoever asked is told no more than that there was one. */
export function answerProblems(app: ApiApp, onProblem: (problem: string) => void): void {
  app.setErrorHandler((error: FastifyError | Error, request, reply) => {
    const status = statusOf(error);
    if (status === 500) onProblem(mistake(request, error));
    const detail =
      status === 500 ? "the server made a mistake; what `macro-engine watch` says tells more" : error.message;
    return sendProblem(reply, status, detail, error instanceof ApiError ? error.places : []);
  });
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, 404, `there is no ${request.method} ${request.url.split("?")[0]}; /docs lists what there is`),
  );
}

/** With the place where it was made; without what was asked, which may hold a token. */
function mistake({ method, routeOptions }: FastifyRequest, { message, stack }: Error): string {
  const place = /^ +at .+$/m.exec(stack ?? "")?.[0].trim() ?? "";
  return `the API made a mistake at ${method} ${routeOptions.url ?? "an unknown route"}: ${message} ${place}`.trimEnd();
}

export function sendProblem(
  reply: FastifyReply,
  status: number,
  detail: string,
  errors: readonly ProblemPlace[] = [],
): FastifyReply {
  const title = STATUS_CODES[status] ?? "Problem";
  const problem: Problem = { type: "about:blank", title, status, detail, ...(errors.length === 0 ? {} : { errors }) };
  return reply.code(status).type("application/problem+json").send(JSON.stringify(problem));
}

/** By the code of the engine's answer; any other is a refusal. */
const controlStatus: Readonly<Record<number, number>> = {
  [errorCodes.invalidParams]: 400,
  [errorCodes.unknown]: 404,
  [errorCodes.internal]: 500,
};

function statusOf(error: FastifyError | Error): number {
  if (error instanceof ApiError) return error.status;
  if (error instanceof ControlError) return controlStatus[error.code] ?? 409;
  if (error instanceof StoreError) return 503;
  const { statusCode } = error as FastifyError;
  return statusCode !== undefined && statusCode >= 400 ? statusCode : 500;
}
