/** One line on standard error that is rewritten; nothing where that is no terminal. */
export function progressLine(): { readonly show: (text: string) => void; readonly clear: () => void } {
  const show = (text: string) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text.slice(0, 100)}`);
  };
  return { show, clear: () => show('') };
}
