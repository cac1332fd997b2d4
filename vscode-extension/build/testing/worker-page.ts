/** The script of a page that starts the server in a worker and asks it: what it answers is in `answers`. */

import { type WorkerClient, workerClient } from "./worker-client.ts";
import { type Answers, askAll, files } from "./worker-set.ts";

/** Of a page, whose types would be in the way of Node's. */
interface Page {
  readonly Worker: new (
    url: string,
  ) => {
    onmessage: ((event: { readonly data: never }) => void) | null;
    onerror: ((event: { readonly message: string }) => void) | null;
    postMessage(message: unknown): void;
  };
  answers?: Promise<Answers>;
}

const page = globalThis as unknown as Page;

page.answers = new Promise((resolve, reject) => {
  const client: WorkerClient = workerClient((toClient) => {
    const worker = new page.Worker("server.js");
    worker.onmessage = ({ data }) => toClient(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    return (message) => worker.postMessage(message);
  }, files);
  askAll(client).then(resolve, reject);
});
