// The editor: CodeMirror, coloured by the lexer of the language itself, with faults under the text.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState, RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, keymap, lineNumbers, type DecorationSet } from "@codemirror/view";
import { colouredTokens, type Colour } from "../../src/study/index.js";
import type { Fault } from "./protocol.js";

export interface Editor {
  readonly element: HTMLElement;
  readonly text: () => string;
  readonly setText: (text: string) => void;
  readonly hasFocus: () => boolean;
  readonly focus: () => void;
  readonly setFaults: (faults: readonly Fault[]) => void;
  /** The parts that names play, as far as the compiler knows them. */
  readonly setRoles: (roles: ReadonlyMap<string, Colour>) => void;
  /** Lights up a place, or none. */
  readonly light: (from: number, to: number, isMirror: boolean) => void;
}

const rolesEffect = StateEffect.define<ReadonlyMap<string, Colour>>();
const lightEffect = StateEffect.define<{ readonly from: number; readonly to: number; readonly isMirror: boolean }>();

interface Painted {
  readonly roles: ReadonlyMap<string, Colour>;
  readonly set: DecorationSet;
}

const colours = StateField.define<Painted>({
  create: (state) => painted(state.doc.toString(), new Map()),
  update: (value, transaction) => {
    const effect = transaction.effects.find((e) => e.is(rolesEffect));
    if (effect === undefined && !transaction.docChanged) return value;
    return painted(transaction.state.doc.toString(), effect?.is(rolesEffect) === true ? effect.value : value.roles);
  },
  provide: (field) => EditorView.decorations.from(field, ({ set }) => set),
});

function painted(text: string, roles: ReadonlyMap<string, Colour>): Painted {
  const builder = new RangeSetBuilder<Decoration>();
  for (const [from, to, colour] of colouredTokens(text, roles)) builder.add(from, to, Decoration.mark({ class: colour }));
  return { roles, set: builder.finish() };
}

const lights = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (value, transaction) => {
    for (const effect of transaction.effects) {
      if (!effect.is(lightEffect)) continue;
      const { from, to, isMirror } = effect.value;
      const end = Math.min(to, transaction.state.doc.length);
      return end > from
        ? Decoration.set([Decoration.mark({ class: isMirror ? "lit mirrored" : "lit" }).range(from, end)])
        : Decoration.none;
    }
    return value.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

export function newEditor(
  text: string, changed: (text: string) => void, pointed: (at: number | undefined, isClick: boolean) => void,
): Editor {
  const placeOf = (view: EditorView, event: MouseEvent): number | undefined => view.posAtCoords({ x: event.clientX, y: event.clientY }) ??
    undefined;
  const view = new EditorView({
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(), history(), keymap.of([...defaultKeymap, ...historyKeymap]), EditorView.lineWrapping, colours, lights, lintGutter(),
        EditorView.contentAttributes.of({ "aria-label": "Program" }),
        EditorView.updateListener.of((update) => { if (update.docChanged) changed(update.state.doc.toString()); }),
        EditorView.domEventHandlers({
          mousemove: (event, at) => { pointed(placeOf(at, event), false); },
          mouseleave: () => { pointed(undefined, false); },
          click: (event, at) => { pointed(placeOf(at, event), true); },
        }),
      ],
    }),
  });
  return {
    element: view.dom, text: () => view.state.doc.toString(),
    hasFocus: () => view.dom.contains(document.activeElement), focus: () => { view.focus(); },
    setText: (next) => { view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } }); },
    setFaults: (faults) => {
      const length = view.state.doc.length;
      const found = faults.filter((f) => f.from <= length).map((f) => ({
        from: f.from, to: Math.min(f.to, length), severity: f.severity,
        message: f.hint === undefined ? f.message : `${f.message}\n${f.hint}`,
      }));
      view.dispatch(setDiagnostics(view.state, found));
    },
    setRoles: (roles) => { view.dispatch({ effects: rolesEffect.of(roles) }); },
    light: (from, to, isMirror) => { view.dispatch({ effects: lightEffect.of({ from, to, isMirror }) }); },
  };
}
