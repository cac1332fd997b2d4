/** Puts on record who changed what, from where, and what came of it, before the answer leaves: what was refused too. */

import type { FastifyReply, FastifyRequest } from "fastify";
import type { ApiApp } from "../context.ts";
import type { WrongTokens } from "./wrong-tokens.ts";

/** Who did what. */
export interface Act {
  readonly who: string;
  readonly role: string;
  readonly from: string;
  readonly action: string;
  readonly target: string;
  readonly outcome: string;
}

/** Where acts are kept. */
export interface AuditLog {
  append(act: Act): Promise<unknown>;
}

export interface AuditingOptions {
  readonly append: (act: Act) => Promise<void>;
  /** Who may do nothing could fill the log by being refused, until what others did has gone: of theirs, few are kept. */
  readonly refusals: { readonly strangers: Refusals; readonly callers: Refusals };
}

/** Null: it may be kept. */
type Refusals = Pick<WrongTokens, "count">;

export function auditWrites(app: ApiApp, { append, refusals }: AuditingOptions): void {
  const unkept = new Map<string, number>();
  app.addHook("onSend", async (request, reply, payload) => {
    const { audit, auditIf } = request.routeOptions.config;
    if (audit === undefined || audit === null || auditIf?.(request, reply) === false) return;
    const act = actOf(audit, request, reply, payload);
    const { caller, from } = request;
    // What was done always stands there, and what operators were refused.
    if (caller !== null && (reply.statusCode < 400 || caller.role === "operator")) return append(act);
    const who = caller?.name ?? from;
    const [before, kept] = [unkept.get(who) ?? 0, refusals[caller === null ? "strangers" : "callers"].count(who)];
    if (kept !== null) {
      if (unkept.size < mostUnkept || before > 0) unkept.set(who, before + 1);
      return;
    }
    unkept.delete(who);
    await append(before === 0 ? act : { ...act, outcome: `${act.outcome}; ${before} more were refused before` });
  });
}

/** Of so many it is counted how many of their refusals are not kept. */
const mostUnkept = 4096;

/** Appends, and tells where that fails: nothing waits for a log that cannot be written. Never rejects. */
export function putOnRecord(log: AuditLog, onProblem: (problem: string) => void) {
  return async (act: Act): Promise<void> => {
    try {
      await log.append(act);
    } catch (error) {
      onProblem(`the audit log cannot be written: ${(error as Error).message}`);
    }
  };
}

function actOf(action: string, request: FastifyRequest, reply: FastifyReply, payload: unknown): Act {
  const { caller, from } = request;
  return {
    who: caller?.name ?? "nobody",
    role: caller?.role ?? "none",
    from,
    action,
    target: targetOf(request),
    outcome: outcomeOf(request, reply, payload),
  };
}

/** What of a body names what is changed, the first that it has. */
const names = ["macro", "macro_id", "name", "rule"] as const;

function targetOf({ params, body }: FastifyRequest): string {
  const inPath = Object.values((params ?? {}) as Readonly<Record<string, string>>);
  if (inPath.length > 0) return inPath.join(" ");
  const said = (typeof body === "object" && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  const found = names.map((name) => said[name]).find((value) => typeof value === "string");
  return typeof found === "string" ? found : "";
}

function outcomeOf(request: FastifyRequest, reply: FastifyReply, payload: unknown): string {
  if (reply.getHeader("idempotent-replayed") !== undefined) return "answered again";
  // A link that is void leads to the page all the same.
  if (request.caller === null && reply.statusCode === 303) return "refused: this link was used, or is none";
  if (reply.statusCode < 400) return "done";
  const said = detailIn(payload);
  return `refused with ${reply.statusCode}${said === null ? "" : `: ${said}`}`;
}

/** What a problem, or a failure in the earlier system's shape, says. */
function detailIn(payload: unknown): string | null {
  if (typeof payload !== "string") return null;
  try {
    const { detail, error } = JSON.parse(payload) as { readonly detail?: unknown; readonly error?: unknown };
    const said = detail ?? error;
    return typeof said === "string" ? said : null;
  } catch {
    return null;
  }
}
