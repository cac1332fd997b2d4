/** Families of metrics as text: Prometheus's own format 0.0.4, and OpenMetrics 1.0. */

export const formats = {
  prometheus: "text/plain; version=0.0.4; charset=utf-8",
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
} as const;

export type ExpositionFormat = keyof typeof formats;

export interface Family {
  /** Snake case, its unit last; a counter's without `_total`. */
  readonly name: string;
  readonly type: "gauge" | "counter";
  readonly help: string;
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** Values of any text. */
export type Labels = Readonly<Record<string, string>>;

/** Families without samples are left out; of samples with the same labels the last one counts, for two make no series. */
export function exposition(families: readonly Family[], format: ExpositionFormat): string {
  const texts = families.filter(({ samples }) => samples.length > 0).map((family) => familyText(family, format));
  return `${texts.join("")}${format === "openmetrics" ? "# EOF\n" : ""}`;
}

function familyText({ name, type, help, samples }: Family, format: ExpositionFormat): string {
  const series = type === "counter" ? `${name}_total` : name;
  // OpenMetrics knows the family by its name, Prometheus the series by theirs.
  const told = format === "openmetrics" ? name : series;
  const lines = new Map(samples.map(({ labels, value }) => [labelsText(labels), numberText(value)]));
  return [
    `# HELP ${told} ${format === "openmetrics" ? escaped(help) : helpText(help)}\n`,
    `# TYPE ${told} ${type}\n`,
    ...[...lines].map(([labels, value]) => `${series}${labels} ${value}\n`),
  ].join("");
}

function labelsText(labels: Labels): string {
  const written = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return written.length === 0 ? "" : `{${written.join(",")}}`;
}

function escaped(text: string): string {
  return helpText(text).replaceAll('"', '\\"');
}

/** Halves of surrogate pairs are no text in UTF-8. */
function helpText(text: string): string {
  return text.toWellFormed().replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "+Inf" : "-Inf";
}
