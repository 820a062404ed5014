// What the page asks of its worker, and what comes back. The compiler, Graphviz and the training run there.
import type { Checks, Coded, Coloured, Numbers, Plot, Shown, StudyPoint } from "../../src/study/index.js";

export interface Fault {
  readonly from: number;
  readonly to: number;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly hint?: string;
  readonly line: number;
  readonly column: number;
}

export type Form = "latex" | "json" | "svg";

export type Request =
  | { readonly kind: "study"; readonly id: number; readonly text: string; readonly point: StudyPoint | undefined }
  | { readonly kind: "numbers"; readonly id: number; readonly point: StudyPoint }
  | { readonly kind: "nudge"; readonly id: number; readonly point: StudyPoint }
  | { readonly kind: "check"; readonly id: number }
  | { readonly kind: "copy"; readonly id: number; readonly form: Form; readonly scene: number }
  | { readonly kind: "train"; readonly id: number; readonly rate: number }
  | { readonly kind: "stop"; readonly id: number };

export type Reply =
  /** Shown is absent where the program is wrong; its pictures, its plot and its code follow. */
  | {
    readonly kind: "study"; readonly id: number; readonly shown?: Shown; readonly faults: readonly Fault[];
    readonly tokens: readonly Coloured[];
  }
  | { readonly kind: "pictures"; readonly id: number; readonly pictures: readonly string[] }
  | { readonly kind: "numbers"; readonly id: number; readonly numbers?: Numbers; readonly message?: string }
  | { readonly kind: "plot"; readonly id: number; readonly plot?: Plot }
  | { readonly kind: "code"; readonly id: number; readonly coded?: Coded }
  | { readonly kind: "nudge"; readonly id: number; readonly output?: number }
  | { readonly kind: "check"; readonly id: number; readonly checks?: Checks }
  | { readonly kind: "copy"; readonly id: number; readonly text: string }
  | {
    readonly kind: "train"; readonly id: number; readonly step: number; readonly loss: number;
    readonly heldOut?: number; readonly isDone: boolean;
  }
  | { readonly kind: "train-fault"; readonly id: number; readonly message: string };
