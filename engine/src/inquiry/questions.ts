/** What the control plane asks of its worker thread: what takes the language, a replay, or a long look at the record. */

import type {
  CancellationDetail,
  DecisionItem,
  PolicyList,
  PolicySource,
  PolicyText,
  PolicyVerdict,
  WhatIfAnswer,
  WhatIfRequest,
} from "../api/contract.ts";
import type { Config } from "../config/config.ts";
import type { LogFilter, LogPage } from "../reports/cancellation-log.ts";

export interface InquiryInput {
  readonly config: Config;
  /** Null without a configuration file: then unknown channels are no errors. */
  readonly configPath: string | null;
  readonly cwd: string;
  /** Policies besides the configuration's. */
  readonly besides: readonly string[];
}

export type ReportFormat = "json" | "csv" | "html" | "text";

export interface ReportQuestion {
  /** A session's id or name; null: a period, or where none is given, the newest session. */
  readonly session: string | null;
  readonly fromWall: number | null;
  readonly toWall: number | null;
  readonly format: ReportFormat;
}

export interface LogQuestion extends LogFilter {
  /** `next` of the page before; null: the first. */
  readonly cursor: string | null;
}

/** What of a detail takes a replay. */
export type Explained = Omit<CancellationDetail, keyof DecisionItem>;

/** Which profiles are in force only the running engine knows. */
export type PoliciesOnDisk = Omit<PolicyList, "profiles">;

export interface Questions {
  readonly policies: { readonly params: null; readonly answer: PoliciesOnDisk };
  readonly source: { readonly params: { readonly path: string }; readonly answer: PolicySource };
  readonly check: { readonly params: PolicyText; readonly answer: PolicyVerdict };
  readonly cancellation: { readonly params: { readonly id: string }; readonly answer: Explained };
  readonly whatIf: { readonly params: WhatIfRequest & { readonly sinceWall: number }; readonly answer: WhatIfAnswer };
  /** `json`: the report itself as JSON. */
  readonly report: { readonly params: ReportQuestion; readonly answer: string };
  readonly log: { readonly params: LogQuestion; readonly answer: LogPage };
}

export type Question = keyof Questions;
export type ParamsOf<Q extends Question> = Questions[Q]["params"];
export type AnswerOf<Q extends Question> = Questions[Q]["answer"];

/** No answer, with the status that the API gives it; the message is for the user. */
export class InquiryError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "InquiryError";
    this.status = status;
  }
}

export interface Asked {
  readonly id: number;
  readonly question: Question;
  readonly params: unknown;
}

export type Answered =
  | { readonly id: number; readonly answer: unknown }
  /** `status` null: a mistake of ours. */
  | { readonly id: number; readonly status: number | null; readonly message: string };
