/** A table that scrolls where its place is too narrow. */

import type { ComponentChildren } from "preact";
import { Scrolls } from "./scrolls.tsx";

export interface Column<Row> {
  readonly name: string;
  readonly of: (row: Row) => ComponentChildren;
  /** `head`: what the row is of; texts, where it is not given. */
  readonly kind?: "head" | "number";
}

interface TableProps<Row> {
  readonly title: string;
  /** Classes of what scrolls. */
  readonly looks: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
}

export function Table<Row>({ title, looks, columns, rows, keyOf }: TableProps<Row>) {
  return (
    <Scrolls class={looks} name={`${title}, a table`}>
      <table class="table numbers">
        <caption class="visually-hidden">{title}</caption>
        <thead>
          <tr>
            {columns.map(({ name, kind }) => (
              <th key={name} scope="col" class={kind}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>{columns.map((column) => cell(column, row))}</tr>
          ))}
        </tbody>
      </table>
    </Scrolls>
  );
}

function cell<Row>({ name, kind, of }: Column<Row>, row: Row) {
  const inner = of(row);
  if (kind === "head")
    return (
      <th key={name} scope="row">
        {inner}
      </th>
    );
  return (
    <td key={name} class={kind}>
      {kind === "number" ? inner : <div class="cell">{inner}</div>}
    </td>
  );
}
