/** Line drawings of 20 × 20, in the colour of the text around them. Decoration only: a name stands beside each. */

const drawings = {
  live: "M2 10h3.5l2.5-6 4 12 2.5-6H18",
  shield: "M10 2.2 16.5 4.6v4.9c0 4-2.7 6.8-6.5 8.3-3.8-1.5-6.5-4.3-6.5-8.3V4.6z",
  unshielded:
    "M3.5 9.5V4.6L10 2.2l6.5 2.4v4.9c0 1.2-.2 2.3-.7 3.3M14 15.6a12 12 0 0 1-4 2.2c-2.8-1.1-5-2.9-6-5.3M2.5 2.5l15 15",
  cancel: "M6.7 2.5h6.6l4.2 4.2v6.6l-4.2 4.2H6.7l-4.2-4.2V6.7zM7.2 7.2l5.6 5.6M12.8 7.2l-5.6 5.6",
  policy: "M5.5 2.5h7l3 3v12h-10zM12.2 2.6v3.2h3.2M8 9.5h5M8 12.5h5M8 15h3",
  report: "M3 17h14M5.5 14v-4M10 14V4M14.5 14V7.5",
  light:
    "M10 6.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM10 1.8v1.6M10 16.6v1.6M1.8 10h1.6M16.6 10h1.6M4.2 4.2l1.1 1.1M14.7 14.7l1.1 1.1M15.8 4.2l-1.1 1.1M5.3 14.7l-1.1 1.1",
  dark: "M16.5 11.9A7 7 0 0 1 8.1 3.5a7 7 0 1 0 8.4 8.4z",
  system: "M2.5 4h15v9.5h-15zM7 17h6M10 13.5V17",
  help: "M10 18a8 8 0 1 1 0-16 8 8 0 0 1 0 16zM7.8 7.7c.2-1.3 1.1-2 2.3-2 1.3 0 2.2.8 2.2 1.9 0 1.6-2.2 1.8-2.2 3.4M10.1 13.8v.3",
  pause: "M6.5 4v12M13.5 4v12",
  play: "M6 3.8v12.4l10-6.2z",
  stop: "M5 5h10v10H5z",
  mute: "M8.4 16.5c.3.8.9 1.2 1.6 1.2s1.3-.4 1.6-1.2M4 14h10.5M5.5 14V9c0-.6.1-1.2.3-1.7M8 4.7c.6-.3 1.3-.5 2-.5 2.6 0 4.5 2 4.5 4.8v2M2.8 2.8l14.4 14.4",
  close: "M5 5l10 10M15 5 5 15",
  check: "M4 10.5 8.2 15 16 5.5",
  warning: "M10 3 18 16.5H2zM10 8v4M10 14.2v.3",
  info: "M10 18a8 8 0 1 1 0-16 8 8 0 0 1 0 16zM10 9v5M10 6.2v.3",
  refresh: "M16.5 8A7 7 0 0 0 4 6.2L2.5 8M2.5 4v4h4M3.5 12A7 7 0 0 0 16 13.8l1.5-1.8M17.5 16v-4h-4",
  zoomOut: "M8.5 14.5a6 6 0 1 1 0-12 6 6 0 0 1 0 12zM13 13l4.5 4.5M6 8.5h5",
  chevron: "M7.5 4.5 13 10l-5.5 5.5",
  link: "M8.3 11.7a3.2 3.2 0 0 0 4.6 0l3-3a3.2 3.2 0 0 0-4.6-4.6l-1 1M11.7 8.3a3.2 3.2 0 0 0-4.6 0l-3 3a3.2 3.2 0 0 0 4.6 4.6l1-1",
  copy: "M7 7h9.5v10H7zM13 7V3H3.5v10H7",
  download: "M10 3v9.5M5.8 8.8 10 13l4.2-4.2M3.5 16.5h13",
  clock: "M10 18a8 8 0 1 1 0-16 8 8 0 0 1 0 16zM10 5.5V10l3 2",
} as const;

export type IconName = keyof typeof drawings;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={drawings[name]} />
    </svg>
  );
}
