// Keeps one comment on a pull request: writes it, or changes the one that an earlier run wrote. The mark tells them apart.
import { readFileSync } from "node:fs";

const mark = "<!-- macro-engine diff -->";
/** GitHub takes 65,536 characters. */
const most = 65_000;

const { GITHUB_API_URL: api, GITHUB_REPOSITORY: repository, GITHUB_TOKEN: token } = process.env;
const { PULL_REQUEST: pullRequest, COMMENT_FILE: file = "" } = process.env;
const comments = `${api}/repos/${repository}/issues`;

async function request(url, method = "GET", body = undefined) {
  const response = await fetch(url, {
    method,
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "user-agent": "macro-engine",
      "x-github-api-version": "2022-11-28",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  throw Object.assign(new Error(`${method} ${url}: ${response.status} ${text.slice(0, 200)}`), {
    status: response.status,
  });
}

async function findEarlier() {
  for (let page = 1; ; page += 1) {
    const list = await request(`${comments}/${pullRequest}/comments?per_page=100&page=${page}`);
    const earlier = list.find(({ body }) => body?.startsWith(mark));
    if (earlier !== undefined || list.length < 100) return earlier;
  }
}

function bodyOf(markdown) {
  const body = `${mark}\n${markdown.trim()}\n`;
  return body.length <= most ? body : `${body.slice(0, most)}\n\n… the rest is in the summary of the job.\n`;
}

try {
  const body = bodyOf(readFileSync(file, "utf8"));
  const earlier = await findEarlier();
  if (earlier === undefined) await request(`${comments}/${pullRequest}/comments`, "POST", { body });
  else if (earlier.body !== body) await request(`${comments}/comments/${earlier.id}`, "PATCH", { body });
} catch (error) {
  // Pull requests from forks have a token that may only read; the summary of the job has it all the same.
  if (error.status !== 401 && error.status !== 403 && error.status !== 404) throw error;
  console.log(
    `::warning title=macro-engine diff::No comment was written: the token may not (${error.status}). Give the job the permission pull-requests: write.`,
  );
}
