/** The style sheet's colours for a canvas, which knows no variables. */

export interface Palette {
  readonly series: string;
  readonly band: string;
  readonly grid: string;
  readonly ink: string;
  readonly surface: string;
  readonly bad: string;
  readonly warn: string;
  readonly info: string;
}

export function readPalette(): Palette {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const read = (colour: string) => {
    probe.style.color = colour;
    return getComputedStyle(probe).color;
  };
  const palette: Palette = {
    series: read("var(--accent)"),
    band: read("color-mix(in oklab, var(--accent) 20%, transparent)"),
    grid: read("var(--line)"),
    ink: read("var(--ink-soft)"),
    surface: read("var(--surface)"),
    bad: read("var(--bad-fill)"),
    warn: read("var(--warn-fill)"),
    info: read("var(--info)"),
  };
  probe.remove();
  return palette;
}
