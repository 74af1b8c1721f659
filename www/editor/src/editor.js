// The page's editor: CodeMirror 6 behind one small class. It knows nothing of Kubernetes: problems, completions and
// hover texts are worked out by the page and handed in.
//
// It lives in a shadow root because CodeMirror writes its own style sheets: in a shadow root it uses adopted sheets,
// which the page's content security policy allows, and no rule of the page reaches in by accident. Custom properties
// do reach in, so every colour comes from the page's tokens.

import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import {
  bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit, syntaxHighlighting,
} from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import {
  drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, hoverTooltip,
  keymap, lineNumbers,
} from "@codemirror/view";

import { scalarColours } from "./scalars.js";
import { colours, theme } from "./theme.js";

export class Editor {
  #host;
  #view;
  #options;
  #dark = new Compartment();
  #readOnly = new Compartment();
  #isDark;
  #isReadOnly;

  // options: label and hint (for screen readers), dark, readOnly, onChange(text), onSave(text),
  // complete(text, position) and hover(text, position), both of which may answer null. Positions are UTF-16 offsets.
  constructor(parent, text, options) {
    this.#options = options;
    this.#isDark = Boolean(options.dark);
    this.#isReadOnly = Boolean(options.readOnly);
    this.#host = document.createElement("div");
    this.#host.className = "editor-host";
    parent.append(this.#host);
    const root = this.#host.attachShadow({ mode: "open" });
    this.#view = new EditorView({ parent: root, root, state: this.#state(text) });
  }

  text() {
    return this.#view.state.doc.toString();
  }

  // Another document: the undo history starts anew, and onChange is not called. The same text changes nothing.
  setText(text) {
    if (text !== this.text()) this.#view.setState(this.#state(text));
  }

  setDiagnostics(diagnostics) {
    const end = this.#view.state.doc.length;
    const inside = (position) => Math.max(0, Math.min(position, end));
    const placed = diagnostics.map((each) => ({ ...each, from: inside(each.from), to: inside(Math.max(each.from, each.to)) }));
    this.#view.dispatch(setDiagnostics(this.#view.state, placed));
  }

  // Selects a range and brings it into view, as for a problem that was clicked in a list.
  reveal(from, to) {
    const end = this.#view.state.doc.length;
    this.#view.dispatch({
      selection: { anchor: Math.min(from, end), head: Math.min(to, end) },
      effects: EditorView.scrollIntoView(Math.min(from, end), { y: "center" }),
    });
    this.focus();
  }

  setReadOnly(readOnly) {
    this.#isReadOnly = readOnly;
    this.#view.dispatch({ effects: this.#readOnly.reconfigure(readOnlyExtension(readOnly)) });
  }

  setDark(dark) {
    this.#isDark = dark;
    this.#view.dispatch({ effects: this.#dark.reconfigure(EditorView.darkTheme.of(dark)) });
  }

  focus() {
    this.#view.focus();
  }

  destroy() {
    this.#view.destroy();
    this.#host.remove();
  }

  #state(doc) {
    const { label, hint } = this.#options;
    return EditorState.create({
      doc,
      extensions: [
        lintGutter(), lineNumbers(), foldGutter(), highlightActiveLine(), highlightActiveLineGutter(), highlightSpecialChars(),
        history(), drawSelection(), indentOnInput(), indentUnit.of("  "), bracketMatching(), highlightSelectionMatches(),
        yaml(), syntaxHighlighting(colours), scalarColours, theme,
        EditorView.contentAttributes.of({ "aria-label": label ?? "", "aria-description": hint ?? "", tabindex: "0" }),
        this.#dark.of(EditorView.darkTheme.of(this.#isDark)),
        this.#readOnly.of(readOnlyExtension(this.#isReadOnly)),
        this.#keys(),
        this.#hooks(),
      ],
    });
  }

  // Tab indents; CodeMirror itself lets Escape and then Tab leave, so nobody is trapped.
  #keys() {
    const save = { key: "Mod-s", preventDefault: true, run: () => (this.#options.onSave?.(this.text()), true) };
    return keymap.of([
      save, ...completionKeymap, ...lintKeymap, ...searchKeymap, ...foldKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab,
    ]);
  }

  #hooks() {
    const { onChange, complete, hover } = this.#options;
    const hooks = [];
    if (onChange) {
      hooks.push(EditorView.updateListener.of((update) => update.docChanged && onChange(update.state.doc.toString())));
    }
    if (complete) {
      const source = (context) => complete(context.state.doc.toString(), context.pos, context.explicit);
      hooks.push(autocompletion({ override: [source], icons: false }));
    }
    if (hover) {
      hooks.push(hoverTooltip((view, position) => describe(hover(view.state.doc.toString(), position))));
    }
    return hooks;
  }
}

// The way in for the page, which gets this module from a dynamic import and so cannot name the class.
export function createEditor(parent, text, options) {
  return new Editor(parent, text, options);
}

// Read-only text can still be focused, selected and searched; only changes are refused.
function readOnlyExtension(readOnly) {
  return EditorState.readOnly.of(readOnly);
}

function describe(found) {
  if (!found) return null;
  const create = () => {
    const dom = document.createElement("div");
    dom.className = "cm-hover-text";
    dom.textContent = found.text;
    return { dom };
  };
  return { pos: found.from, end: found.to, above: true, create };
}
