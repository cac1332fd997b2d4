/** `macro-engine.yaml`: found, read, checked. */

export { type Config, leastWidth, mostWidth } from "./config/config.ts";
export { configFileName, loadConfig } from "./config/load.ts";
export { renderConfigProblems } from "./config/render.ts";
