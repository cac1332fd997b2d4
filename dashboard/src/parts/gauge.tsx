/** How much of a limit is used, as a bar; what it says stands beside it in words. */

interface GaugeProps {
  /** 1 at the limit; null: not known. */
  readonly used: number | null;
}

export function Gauge({ used }: GaugeProps) {
  return (
    <span class="gauge" data-tone={used === null ? "plain" : toneOf(used)} aria-hidden="true">
      {used === null ? null : <span style={{ width: `${Math.min(100, used * 100)}%` }} />}
    </span>
  );
}

function toneOf(used: number): "ok" | "warn" | "bad" {
  return used >= 1 ? "bad" : used >= 0.8 ? "warn" : "ok";
}
