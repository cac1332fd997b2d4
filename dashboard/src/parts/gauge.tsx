/** How much of a limit is used, as a bar whose colour says how near it is. */

interface GaugeProps {
  /** 1: all of it; null: not known. */
  readonly used: number | null;
  /** Where the bar ends. */
  readonly most?: number;
  /** For screen readers; without it the bar only repeats what stands beside it. */
  readonly label?: string;
}

export function Gauge({ used, most = 1, label }: GaugeProps) {
  const shown = used ?? 0;
  return (
    <progress
      class="meter"
      max={most}
      value={Math.min(most, shown)}
      data-near={shown >= 1 ? "beyond" : shown >= 0.8 ? "near" : "far"}
      aria-hidden={label === undefined}
      aria-label={label}
    />
  );
}
