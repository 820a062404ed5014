// A progress bar: one line that is redrawn on a terminal, a line now and then elsewhere.

export interface ProgressBar {
  show(done: number, text: string): void;
  end(): void;
}

export function progressBar(total: number, width = 30): ProgressBar {
  const isTerminal = process.stdout.isTTY === true;
  return {
    show(done, text) {
      const full = Math.round((width * done) / total);
      const line = `[${"#".repeat(full)}${".".repeat(width - full)}] ${String(done).padStart(String(total).length)}/${total}  ${text}`;
      if (isTerminal) process.stdout.write(`\r\u001b[K${line}`);
      else if (done === 1 || done % 10 === 0 || done === total) console.log(line);
    },
    end() {
      if (isTerminal) process.stdout.write("\n");
    },
  };
}
