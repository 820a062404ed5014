// Questions to the worker; of each kind the last one counts, older answers are left out.
import type { Reply, Request } from "./protocol.js";

type Asked<K extends Request["kind"]> = Omit<Extract<Request, { kind: K }>, "kind" | "id">;

export class Link {
  private readonly worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  private readonly last = new Map<string, number>();
  private next = 1;

  constructor(hear: (reply: Reply) => void, failed: (message: string) => void) {
    this.worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
      const kind = { pictures: "study", plot: "numbers", "train-fault": "train" }[data.kind as string] ?? data.kind;
      if (this.last.get(kind) === data.id) hear(data);
    });
    this.worker.addEventListener("error", (event) => { failed(event.message); });
  }

  ask<K extends Request["kind"]>(kind: K, asked: Asked<K>): void {
    const id = this.next++;
    this.last.set(kind, id);
    this.worker.postMessage({ kind, id, ...asked });
  }
}
