import { resolveTools, toolNames } from '../../../toolchain';

/** Resolves the tools named as arguments in a process of its own; prints one line an event. */
const names = toolNames.filter((name) => process.argv.includes(name));
resolveTools(names, { progress: ({ tool, state }) => console.log(`${tool} ${state}`) }).catch(
  (error: unknown) => {
    console.error(String(error));
    process.exitCode = 1;
  },
);
