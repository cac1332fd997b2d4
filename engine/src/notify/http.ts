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
  if (!URL.canParse(url)) return "its URL is none; write one such as https://example.net/hook";
  const { href, authorization } = withoutPassword(url);
  try {
    const response = await fetch(href, {
      method: "POST",
      headers: { "User-Agent": "macro-engine", "Content-Type": "application/json", ...authorization, ...headers },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, headers: response.headers, text: await beginningOf(response) };
  } catch (error) {
    return whyNot(error, timeoutMs);
  }
}

/** `https://user:password@…`, which `fetch` refuses, as the header that it stands for. */
function withoutPassword(url: string): { readonly href: string; readonly authorization: Record<string, string> } {
  const target = new URL(url);
  const { username, password } = target;
  if (username === "" && password === "") return { href: url, authorization: {} };
  target.username = "";
  target.password = "";
  const both = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64");
  return { href: target.href, authorization: { Authorization: `Basic ${both}` } };
}

/** Of a body that breaks off or never ends, what there is: the status has said how it went. */
async function beginningOf({ body }: Response): Promise<string> {
  if (body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const part of body) {
      text += decoder.decode(part as Uint8Array, { stream: true });
      if (text.length > mostText) break;
    }
  } catch {
    // The rest would have told no more.
  }
  return text.slice(0, mostText);
}

const untrusted =
  "its certificate is not trusted here; NODE_EXTRA_CA_CERTS names a file of authorities to trust besides";
const noTls = "it does not speak HTTPS; write http:// if that is meant";

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
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet; look at this machine's clock",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
};

/** Not the error's own words: those of a URL that does not parse repeat it. */
function whyNot(error: unknown, timeoutMs: number): string {
  const { name, cause } = error as { name?: string; cause?: { name?: string; code?: string } };
  if (name === "TimeoutError" || name === "AbortError") return `no answer within ${timeoutMs / 1000}s`;
  const code = cause?.code ?? "";
  if (cause?.name === "HTTPParserError") return "what answers there does not speak HTTP";
  return reasons[code] ?? `it cannot be reached${code === "" ? "" : ` (${code})`}`;
}

/** The longest that an answer can make us wait. */
export const mostWaitMs = 3_600_000;

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
  400: "it cannot read this",
  401: "it wants to know who we are, or another token",
  403: "we may not send there",
  404: "there is nothing at that address",
  405: "it takes no POST",
  410: "gone",
  413: "too large",
  429: "too many requests",
  500: "an error of its own",
  502: "bad gateway",
  503: "unavailable",
};
