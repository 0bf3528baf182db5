import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import vm from 'node:vm';
import ts from 'typescript';

type Load = (request: string) => unknown;
type Factory = (module: { exports: unknown }, require: Load, describe: Suite, it: Suite) => void;
type Suite = (title: string, body: () => void) => void;

const ROOT = process.cwd();
const outside = createRequire(join(ROOT, 'package.json'));

/** Runs a body where mocha would have put it aside. */
const runNow: Suite = (_, body) => body();

/**
 * Runs test files at once, in this process, with one source file replaced. Only files below the given folders are
 * loaded anew for each run; everything else is shared, which is what makes a run take milliseconds.
 */
export class Sandbox {
  readonly #compiled = new Map<string, Factory>();

  constructor(private readonly folders: readonly string[]) {}

  /** @throws whatever the first failing test throws. */
  run(tests: readonly string[], replaced?: { readonly file: string; readonly source: string }): void {
    const modules = new Map<string, { exports: unknown }>();
    const factory = replaced && compile(replaced.file, replaced.source);
    const load = (file: string): unknown => {
      const known = modules.get(file);
      if (known) return known.exports;
      const module = { exports: {} };
      modules.set(file, module);
      const make = factory && replaced?.file === file ? factory : this.#factory(file);
      make(module, (request) => this.#resolve(file, request, load), runNow, runNow);
      return module.exports;
    };
    for (const test of tests) load(test);
  }

  #factory(file: string): Factory {
    const known = this.#compiled.get(file) ?? compile(file, readFileSync(join(ROOT, file), 'utf8'));
    this.#compiled.set(file, known);
    return known;
  }

  #resolve(from: string, request: string, load: Load): unknown {
    if (!request.startsWith('.')) return outside(request);
    const path = resolve(ROOT, dirname(from), request);
    const file = relative(ROOT, outside.resolve(path));
    return this.folders.some((folder) => file.startsWith(folder)) ? load(file) : outside(path);
  }
}

function compile(file: string, source: string): Factory {
  const { outputText } = ts.transpileModule(source, {
    fileName: file,
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  });
  const code = `(module, require, describe, it) => { const exports = module.exports; ${outputText}\n}`;
  return new vm.Script(code, { filename: file }).runInThisContext() as Factory;
}
