/** A table of the report: the first rows at once, the others when asked for. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { Button } from "../parts/button.tsx";
import { Card } from "../parts/card.tsx";
import { type Column, Table } from "../parts/table.tsx";

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

export function GroupTable<Row>({ rows, nothing, foot, ...rest }: GroupTableProps<Row>) {
  const isWhole = useSignal(false);
  return (
    <Card title={rest.title}>
      {rows.length === 0 ? (
        <p class="muted">{nothing}</p>
      ) : (
        <Table looks="table-scroll" rows={isWhole.value ? rows : rows.slice(0, atFirst)} {...rest} />
      )}
      {rows.length > atFirst && !isWhole.value ? (
        <Button looks="quiet" onClick={() => (isWhole.value = true)}>
          Show all {rows.length}
        </Button>
      ) : null}
      {foot}
    </Card>
  );
}
