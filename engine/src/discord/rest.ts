/** Calls of Discord's REST API: few, so that waiting when it says so is all the care they need. */

import { setTimeout as sleep } from "node:timers/promises";

export const discordApi = "https://discord.com/api/v10";

export interface DiscordCall {
  readonly method: "PUT" | "PATCH";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const timeoutMs = 10_000;
/** Longer than this nobody waits. */
const mostWaitMs = 60_000;
const mostTries = 3;

/** The answer's status, or why there is none, in words without the address: it may hold a token. */
export async function callDiscord(call: DiscordCall): Promise<{ readonly status: number } | string> {
  for (let tries = 1; ; tries++) {
    const answer = await once(call);
    if (typeof answer === "string" || tries === mostTries) return answer;
    const waitMs = answer.status === 429 ? answer.retryAfterMs : answer.status >= 500 ? 1000 : null;
    if (waitMs === null || waitMs > mostWaitMs) return answer;
    await sleep(waitMs);
  }
}

async function once({ method, url, headers = {}, body }: DiscordCall) {
  try {
    const response = await fetch(url, {
      method,
      headers: { "User-Agent": "macro-engine", "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const seconds = Number(response.headers.get("retry-after") ?? 1);
    await response.body?.cancel();
    return { status: response.status, retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : 1000 };
  } catch (error) {
    if ((error as Error).name === "TimeoutError") return `Discord does not answer within ${timeoutMs / 1000}s`;
    const { code = "" } = ((error as Error).cause ?? {}) as { code?: string };
    return `Discord cannot be reached${code === "" ? "" : ` (${code})`}`;
  }
}
