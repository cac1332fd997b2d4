/** `macro-engine.yaml`: found, read, checked. */

export type * from "./config/config.ts";
export { defaultStorePath, policyKey, stateFolder } from "./config/folders.ts";
export { configuration } from "./config/keys.ts";
export { configFileName, type LoadedConfig, loadConfig, parseConfig } from "./config/load.ts";
export type { ConfigProblem, ConfigProblemCode } from "./config/problem.ts";
export { renderConfigProblems } from "./config/render.ts";
export type { Form, KeyInfo } from "./config/setting.ts";
