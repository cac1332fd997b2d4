/** A POST that always comes to an end, and what its answer means for a delivery; no address and no token in any word of it. */

import type { Delivered } from "./channel.ts";

export interface Request {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Its beginning. */
  readonly text: string;
}

/** More than any answer that we read has. */
const mostText = 16_384;

/** The answer, or why there is none, in words. Redirects are not followed: what is sent may hold a token. */
export async function post({ url, headers, body, timeoutMs }: Request): Promise<Answer | string> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "User-Agent": "macro-engine", "Content-Type": "application/json", ...headers },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, headers: response.headers, text: await beginningOf(response) };
  } catch (error) {
    return whyNot(error, timeoutMs);
  }
}

async function beginningOf({ body }: Response): Promise<string> {
  if (body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  for await (const part of body) {
    text += decoder.decode(part as Uint8Array, { stream: true });
    if (text.length > mostText) break;
  }
  return text.slice(0, mostText);
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens there",
  ECONNRESET: "the connection was cut",
  UND_ERR_SOCKET: "the connection was cut",
  ENOTFOUND: "its host is not known",
  EAI_AGAIN: "its host cannot be looked up now",
  EHOSTUNREACH: "its host cannot be reached",
  ENETUNREACH: "there is no network",
  ETIMEDOUT: "its host does not answer",
  UND_ERR_CONNECT_TIMEOUT: "its host does not answer",
};

/** Not the error's own words: those of a URL that does not parse repeat it. */
function whyNot(error: unknown, timeoutMs: number): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  if (name === "TimeoutError" || name === "AbortError") return `no answer within ${timeoutMs / 1000}s`;
  const code = cause?.code ?? "";
  return reasons[code] ?? `it cannot be reached${code === "" ? "" : ` (${code})`}`;
}

/** The longest that an answer can make us wait. */
const mostWaitMs = 3_600_000;

/** ms that `Retry-After` asks for, in seconds or as a date; null where it does not. */
function retryAfterMs(headers: Headers, now = Date.now()): number | null {
  const written = headers.get("retry-after");
  if (written === null) return null;
  const seconds = Number(written);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(written) - now;
  return boundedWait(ms);
}

export function boundedWait(ms: number): number | null {
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), mostWaitMs) : null;
}

/** Whether what is there may take the same request later. */
const passing: readonly number[] = [408, 425, 429];

/**
 * What an answer means where the receiver says no more of it: 2xx took it, 408, 425, 429 and 5xx may do so later, 401, 403, 404,
 * 405, 410 and redirects will not until the configuration is mended, every other one refuses this letter.
 */
export function outcomeOf(answer: Answer | string): Delivered {
  if (typeof answer === "string") return { kind: "later", problem: answer, afterMs: null };
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return { kind: "delivered" };
  const problem = `it answers ${status}${meanings[status] === undefined ? "" : `, ${meanings[status]}`}`;
  if (passing.includes(status) || status >= 500) return { kind: "later", problem, afterMs: retryAfterMs(headers) };
  if (status >= 300 && status < 400) return { kind: "gone", problem: `${problem}: it has moved; name its new address` };
  return { kind: [401, 403, 404, 405, 410].includes(status) ? "gone" : "refused", problem };
}

const meanings: Readonly<Record<number, string>> = {
  400: "bad request",
  401: "who are you",
  403: "forbidden",
  404: "not found",
  405: "no POST here",
  410: "gone",
  413: "too large",
  429: "too many requests",
  500: "an error of its own",
  502: "bad gateway",
  503: "unavailable",
};
