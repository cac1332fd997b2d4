/** An engine as the socket sees it: claims the path, says so on stdout or why not, and stays until it is ended. */

import { ControlError } from "../protocol.ts";
import { serveControl } from "../serve-control.ts";
import { methods } from "./example.ts";

const [path = ""] = process.argv.slice(2);
try {
  await serveControl({ path, methods: methods() });
  console.log(`serving ${process.pid}`);
} catch (error) {
  if (!(error instanceof ControlError)) throw error;
  console.log(error.message);
}
