/** A row of CSV (RFC 4180), for spreadsheets that take some texts for formulas. */

export type CsvCell = string | number | null;

/** Texts that a spreadsheet would work out are given a quotation mark before them; line ends within cells stay. */
export function csvRow(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: CsvCell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const plain = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
