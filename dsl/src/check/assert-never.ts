/** Makes the compiler point at a `switch` that forgets a kind. */
export function assertNever(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`);
}
