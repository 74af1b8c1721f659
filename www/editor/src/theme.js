// Every colour is a custom property of the page; the fallbacks only keep the editor legible where a page sets none.

import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const background = "var(--editor-bg, Canvas)";
const text = "var(--editor-text, CanvasText)";
const muted = "var(--editor-gutter, GrayText)";
const line = "var(--editor-line, transparent)";
const border = "var(--editor-border, GrayText)";
const selection = "var(--editor-selection, Highlight)";
const match = "var(--editor-match, color-mix(in srgb, Highlight 30%, transparent))";
const accent = "var(--editor-accent, LinkText)";
const popup = `var(--editor-popup, ${background})`;
const monospace = "var(--font-mono, ui-monospace, monospace)";
const interfaceFont = "var(--font-ui, system-ui, sans-serif)";

export const theme = EditorView.theme({
  "&": { height: "100%", color: text, backgroundColor: background, fontSize: "var(--editor-font-size, 13px)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: monospace, lineHeight: "1.55", overflow: "auto" },
  ".cm-content": { caretColor: text, padding: "8px 0" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: text },
  ".cm-gutters": { backgroundColor: background, color: muted, border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: line },
  ".cm-activeLineGutter": { color: text },
  ".cm-foldPlaceholder": { backgroundColor: line, border: `1px solid ${border}`, color: muted },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: selection },
  ".cm-content ::selection": { backgroundColor: selection },
  ".cm-selectionMatch, .cm-searchMatch": { backgroundColor: match },
  ".cm-searchMatch-selected": { outline: `1px solid ${accent}` },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: match },
  ".cm-scalar-number, .cm-scalar-number span": { color: "var(--syntax-number, inherit)" },
  ".cm-scalar-keyword, .cm-scalar-keyword span": { color: "var(--syntax-keyword, inherit)" },
  ".cm-panels": { backgroundColor: popup, color: text, fontFamily: interfaceFont, borderColor: border },
  ".cm-panel.cm-search": { padding: "6px 8px", fontSize: "12px" },
  ".cm-panel button, .cm-panel input": { font: "inherit", color: text, backgroundColor: background },
  ".cm-button, .cm-textfield": { backgroundImage: "none", border: `1px solid ${border}`, borderRadius: "4px" },
  ".cm-panel :focus-visible": { outline: `2px solid ${accent}`, outlineOffset: "1px" },
  ".cm-tooltip": { backgroundColor: popup, color: text, border: `1px solid ${border}`, borderRadius: "6px", maxWidth: "36em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: monospace },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "2px 8px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: selection, color: text },
  ".cm-completionDetail": { color: muted, fontStyle: "normal" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
  ".cm-hover-text, .cm-completionInfo": { padding: "6px 8px", fontFamily: interfaceFont, whiteSpace: "pre-wrap" },
  ".cm-diagnostic": { fontFamily: interfaceFont, padding: "4px 8px", whiteSpace: "pre-wrap" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--editor-error, #c1272d)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--editor-warning, #b06f00)" },
  // The marks that ship with CodeMirror are images of fixed colours; these differ in shape too.
  ".cm-lint-marker": { boxSizing: "border-box", width: "9px", height: "9px", margin: "0.42em auto" },
  ".cm-lint-marker-error": { content: "''", borderRadius: "50%", background: "var(--editor-error, #c1272d)" },
  ".cm-lint-marker-warning": {
    content: "''", clipPath: "polygon(50% 0, 100% 100%, 0 100%)", background: "var(--editor-warning, #b06f00)",
  },
  // The underlines that ship with CodeMirror are images of fixed colours; these take the page's.
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--editor-error, #c1272d)" },
  ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy var(--editor-warning, #b06f00)" },
  ".cm-lintRange": { textDecorationSkipInk: "none", textUnderlineOffset: "3px" },
});

export const colours = HighlightStyle.define([
  { tag: tags.definition(tags.propertyName), color: "var(--syntax-key, inherit)" },
  { tag: [tags.string, tags.special(tags.string), tags.content], color: "var(--syntax-string, inherit)" },
  { tag: [tags.lineComment, tags.comment], color: "var(--syntax-comment, GrayText)", fontStyle: "italic" },
  { tag: [tags.labelName, tags.typeName, tags.keyword, tags.meta], color: "var(--syntax-keyword, inherit)" },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: "var(--syntax-punctuation, inherit)" },
]);
