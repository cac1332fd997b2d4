/** What may be asked of the record, without the code that answers: a macro that reports often need not load it. */

export const reportFormats = ["text", "json", "html", "csv"] as const;

export interface PeriodOptions {
  /** Id or name; absent with no period: the newest session. */
  readonly session?: string;
  readonly since?: string;
  readonly from?: string;
  readonly to?: string;
}

export interface RecordReportOptions extends PeriodOptions {
  readonly format?: (typeof reportFormats)[number];
  readonly output?: string;
  readonly store?: string;
  readonly policies?: string;
  readonly config?: string;
}
