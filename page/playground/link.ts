// Questions to the worker; of each kind the last one counts, older answers are left out.
import type { Reply, Request } from "./protocol.js";

type Asked<K extends Request["kind"]> = Omit<Extract<Request, { kind: K }>, "kind" | "id">;

/** The questions that a reply answers, where its kind is another. */
const ANSWERS: ReadonlyMap<Reply["kind"], readonly Request["kind"][]> = new Map<Reply["kind"], readonly Request["kind"][]>(
  [["pictures", ["study"]], ["code", ["study"]], ["plot", ["study", "numbers"]], ["train-fault", ["train"]]],
);

export class Link {
  private readonly worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  private readonly last = new Map<string, number>();
  private next = 1;

  constructor(hear: (reply: Reply) => void, failed: (message: string) => void) {
    this.worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
      const kinds = ANSWERS.get(data.kind) ?? [data.kind];
      if (Math.max(...kinds.map((kind) => this.last.get(kind) ?? 0)) === data.id) hear(data);
    });
    this.worker.addEventListener("error", (event) => { failed(event.message); });
  }

  ask<K extends Request["kind"]>(kind: K, asked: Asked<K>): void {
    const id = this.next++;
    this.last.set(kind, id);
    this.worker.postMessage({ kind, id, ...asked });
  }
}
