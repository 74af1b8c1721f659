// Colours for plain scalars that are not strings. The YAML grammar calls every unquoted scalar "content"; kubectl reads
// some of them as booleans, numbers or null (YAML 1.1: also `yes`, `off`, `0777`), which is what surprises people.

import { syntaxTree } from "@codemirror/language";
import { RangeSetBuilder } from "@codemirror/state";
import { Decoration, ViewPlugin } from "@codemirror/view";

const KEYWORD = /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF|~|null|Null|NULL)$/;
const NUMBER = /^[-+]?(?:0x[0-9a-fA-F_]+|0o?[0-7_]+|0b[01_]+|(?:[0-9][0-9_]*)?\.?[0-9][0-9_]*\.?(?:[eE][-+]?[0-9]+)?|\.inf|\.Inf|\.INF)$/;

const keyword = Decoration.mark({ class: "cm-scalar-keyword" });
const number = Decoration.mark({ class: "cm-scalar-number" });

function markOf(text) {
  if (KEYWORD.test(text)) return keyword;
  return NUMBER.test(text) ? number : null;
}

function marks(view) {
  const found = new RangeSetBuilder();
  for (const { from, to } of view.visibleRanges) {
    syntaxTree(view.state).iterate({
      from,
      to,
      enter(node) {
        // A long scalar is a string; a key keeps its own colour.
        if (node.name !== "Literal" || node.to - node.from > 40 || node.node.parent?.name === "Key") return;
        const mark = markOf(view.state.sliceDoc(node.from, node.to));
        if (mark) found.add(node.from, node.to, mark);
      },
    });
  }
  return found.finish();
}

export const scalarColours = ViewPlugin.fromClass(
  class {
    constructor(view) {
      this.decorations = marks(view);
    }

    update(update) {
      const parsed = syntaxTree(update.startState) !== syntaxTree(update.state);
      if (update.docChanged || update.viewportChanged || parsed) this.decorations = marks(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);
