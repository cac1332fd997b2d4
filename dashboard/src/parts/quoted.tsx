/** A sentence of the language: what stands between backticks is code. */

export function Quoted({ text }: { readonly text: string }) {
  // Every other piece stood between backticks.
  return <>{text.split("`").map((piece, at) => (at % 2 === 1 ? <code key={at}>{piece}</code> : piece))}</>;
}
