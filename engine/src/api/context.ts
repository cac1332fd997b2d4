/** What routes are given: the engine, the record, the configuration. */

import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyTypeProvider,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify";
import type { Static, TSchema } from "typebox";
import type { Role } from "../config/config.ts";
import type { EngineLink } from "../control-plane/engine-link.ts";
import type { ControlPlaneInput } from "../control-plane/input.ts";
import type { Notifying } from "../notify/start-notifying.ts";
import type { ApiReader } from "../store/api-reader.ts";
import type { Inquiry } from "./inquiry.ts";
import type { RunOwners } from "./run-owners.ts";
import type { Act } from "./security/audit-writes.ts";

export interface ApiContext {
  readonly engine: EngineLink;
  readonly input: ControlPlaneInput;
  /** Channels: how they go, and a test of one. */
  readonly notifying: Pick<Notifying, "channels" | "test">;
  /** The record as it is now. Throws `StoreError` where it cannot be read. */
  readonly store: () => ApiReader;
  /** Puts on record what the routes' own `audit` does not. Never rejects. */
  readonly audit: (act: Act) => Promise<void>;
  readonly owners: RunOwners;
  /** What takes the language, a replay, or a long look at the record. */
  readonly inquiry: Inquiry;
  /** Has the engine write what it has measured so far; to be waited for before samples are read. */
  readonly flush: () => Promise<void>;
  /** Hears when `input.config` is another, until what it returns is called. */
  readonly onChange: (listener: (change: ApiChange) => void) => () => void;
}

/** Another configuration is in force. */
export interface ApiChange {
  /** Whether others than before may come in, or come from elsewhere. */
  readonly access: boolean;
  /** Why a part of it is not in force, in words. */
  readonly problem: string | null;
}

/** By it, handlers know what their routes' schemas let through. */
interface SchemaTypes extends FastifyTypeProvider {
  readonly validator: this["schema"] extends TSchema ? Static<this["schema"]> : unknown;
  readonly serializer: this["schema"] extends TSchema ? Answer<Static<this["schema"]>> : unknown;
}

/** What a handler may return: lists of its callers' are not to be changed. */
type Answer<T> = T extends readonly (infer Item)[]
  ? readonly Answer<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Answer<T[K]> }
    : T;

export type ApiApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  SchemaTypes
>;

/** A resource: adds its routes. */
export type Routes = (app: ApiApp, context: ApiContext) => void;

/** Who asks, as the security hook found out. */
export interface Caller {
  readonly name: string;
  readonly role: Role;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who may call it, of several whoever is one of them; operators always may. Every route says so. */
    readonly allow?: Role | "anyone" | readonly Role[];
    /** What the audit log calls it; null: it changes nothing that belongs there. Every route that is not read by GET says so. */
    readonly audit?: string | null;
    /** Where not each call of it is one for the audit log. */
    readonly auditIf?: (request: FastifyRequest, reply: FastifyReply) => boolean;
  }
  interface FastifyRequest {
    caller: Caller | null;
    /** Address that it came from, kept for when whoever sent it has hung up: the connection does not tell any more then. */
    from: string;
  }
}
