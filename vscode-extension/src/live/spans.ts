/** Lengths of time as people read them. */

/** `0.4s`, `14s`, `2m 5s`, `1h 3m`, `2d 4h`. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  const [big, small, unit, below] =
    whole < 3600
      ? [Math.floor(whole / 60), whole % 60, "m", "s"]
      : whole < 86_400
        ? [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, "h", "m"]
        : [Math.floor(whole / 86_400), Math.floor(whole / 3600) % 24, "d", "h"];
  return small === 0 ? `${big}${unit}` : `${big}${unit} ${small}${below}`;
}
