/**
 * In place of `@vscode/spdlog`, whose native half is not installed: writes what the editor and its extensions log into files, from
 * which its Output view reads. Without, nothing is logged and that view stays empty.
 */

const { appendFileSync, mkdirSync } = require("node:fs");
const { dirname } = require("node:path");

const levels = ["trace", "debug", "info", "warning", "error", "critical"];

class Logger {
  #file;
  #level = 2;
  #isPlain = false;

  constructor(_kind, _name, file) {
    this.#file = file;
  }

  #write(level, message) {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace("T", " ").replace("Z", "");
    appendFileSync(this.#file, this.#isPlain ? message : `${time} [${levels[level]}] ${message}\n`);
  }

  trace(message) {
    this.#write(0, message);
  }

  debug(message) {
    this.#write(1, message);
  }

  info(message) {
    this.#write(2, message);
  }

  warn(message) {
    this.#write(3, message);
  }

  error(message) {
    this.#write(4, message);
  }

  critical(message) {
    this.#write(5, message);
  }

  getLevel() {
    return this.#level;
  }

  setLevel(level) {
    this.#level = level;
  }

  /** The editor asks for one pattern, which is the one above. */
  setPattern() {}

  clearFormatters() {
    this.#isPlain = true;
  }

  flush() {}

  drop() {}
}

async function create(kind, name, file) {
  mkdirSync(dirname(file), { recursive: true });
  return new Logger(kind, name, file);
}

// One by one: who imports it as a module sees only such names.
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = (name, file) => create("rotating", name, file);
exports.createAsyncRotatingLogger = (name, file) => create("rotating_async", name, file);
