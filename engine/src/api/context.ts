/** What routes are given: the engine, the record, the configuration. */

import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify";
import type { Role } from "../config/config.ts";
import type { EngineLink } from "../control-plane/engine-link.ts";
import type { ControlPlaneInput } from "../control-plane/input.ts";
import type { StoreReader } from "../store/store.ts";

export interface ApiContext {
  readonly engine: EngineLink;
  readonly input: ControlPlaneInput;
  /** The record as it is now. Throws `StoreError` where it cannot be read. */
  readonly store: () => StoreReader;
}

export type ApiApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
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
    /** Who may call it; every route says so. */
    readonly allow?: Role | "anyone";
    /** What the audit log calls it; every route that changes something says so. */
    readonly audit?: string;
  }
  interface FastifyRequest {
    caller: Caller | null;
  }
}
