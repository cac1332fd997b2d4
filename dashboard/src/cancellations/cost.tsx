/** What the run had used by then. */

import type { CancellationDetail } from "../../../engine/src/api/contract.ts";
import { Card } from "../parts/card.tsx";
import { Fact } from "../parts/fact.tsx";
import { durationText, quantityText } from "../parts/text.ts";

export function Cost({ detail: { cost } }: { readonly detail: CancellationDetail }) {
  const known = Object.entries(cost).filter((entry): entry is [string, number] => entry[1] !== null);
  if (known.length === 0) return null;
  return (
    <Card title="What it cost">
      <dl class="facts">
        {known.map(([name, value]) => (
          <Fact key={name} name={wordsOf(name)}>
            {costText(name, value)}
          </Fact>
        ))}
      </dl>
    </Card>
  );
}

const units: readonly (readonly [RegExp, (value: number) => string])[] = [
  [/Ms$/, durationText],
  [/Seconds$/, (value) => durationText(value * 1000)],
  [/Bytes$/, (value) => quantityText(value, "bytes")],
  [/Percent$/, (value) => quantityText(value, "percent")],
];

const names: Readonly<Record<string, string>> = {
  durationSeconds: "Running time",
  cpuSeconds: "Processor time",
  memoryPeakBytes: "Most memory",
  processesPeak: "Most processes",
  readBytes: "Read from disk",
  writtenBytes: "Written to disk",
  actions: "Actions",
};

/** Of what is not known here: the unit stands with the value. */
function wordsOf(name: string): string {
  const words = name
    .replace(/(Ms|Seconds|Bytes|Percent)$/, "")
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .trim();
  return names[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

function costText(name: string, value: number): string {
  const [, text] = units.find(([unit]) => unit.test(name)) ?? [];
  return text?.(value) ?? quantityText(Math.round(value), "count");
}
