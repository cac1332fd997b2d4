/** A table of the report: the first rows at once, the others when asked for. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { Scrolls } from "../parts/scrolls.tsx";

export interface Column<Row> {
  readonly name: string;
  readonly isNumber?: boolean;
  readonly of: (row: Row) => ComponentChildren;
}

interface GroupTableProps<Row> {
  readonly title: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly nothing: string;
  readonly keyOf: (row: Row) => string;
  /** What is said below the rows. */
  readonly foot?: ComponentChildren;
}

const atFirst = 8;

export function GroupTable<Row>({ title, columns, rows, nothing, keyOf, foot }: GroupTableProps<Row>) {
  const isWhole = useSignal(false);
  const shown = isWhole.value ? rows : rows.slice(0, atFirst);
  return (
    <section class="card" aria-label={title}>
      <h2>{title}</h2>
      {rows.length === 0 ? (
        <p class="muted">{nothing}</p>
      ) : (
        <Scrolls class="table-scroll" name={`${title}, a table`}>
          <table class="table">
            <thead>
              <tr>
                {columns.map(({ name, isNumber }) => (
                  <th key={name} scope="col" class={isNumber ? "number" : undefined}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <tr key={keyOf(row)}>
                  {columns.map(({ name, isNumber, of }) => (
                    <td key={name} class={isNumber ? "number" : undefined}>
                      {isNumber ? of(row) : <div class="cell">{of(row)}</div>}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolls>
      )}
      {rows.length > atFirst && !isWhole.value ? (
        <button
          type="button"
          class="button quiet"
          onClick={() => {
            isWhole.value = true;
          }}
        >
          Show all {rows.length}
        </button>
      ) : null}
      {foot}
    </section>
  );
}
