/**
 * One CommonJS file with everything that a program of ours needs, for `node` to run without a loader. It starts sooner
 * than its sources do, and holds less in memory.
 *
 * @param entry path of its TypeScript
 */
export async function bundle(entry: string): Promise<string> {
  const { build } = await import('esbuild');
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'silent',
    write: false,
  });
  return result.outputFiles[0]?.text ?? '';
}
