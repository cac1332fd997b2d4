/** How names are written: small letters with underscores between words, in each of their dotted parts. */

export function isSnakeCase(name: string): boolean {
  return name.split(".").every((part) => /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(part));
}

/** The parts that a name has, by underscores and by capitals after small letters: `maxCPUUsage` is `max_cpu_usage`. */
export function snakeCase(name: string): string {
  const parts = name.split(".").map((part) =>
    part
      .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
      .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
      .toLowerCase()
      .replace(/_+/g, "_")
      .replace(/^_|_$/g, ""),
  );
  return parts.map((part) => (/^[a-z]/.test(part) ? part : `n${part}`)).join(".");
}
