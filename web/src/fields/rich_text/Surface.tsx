/** The editor of formatted text: ProseMirror under our own bar of buttons. Loaded only with the first rich text in a form. */
import { baseKeymap, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { history, redo, undo } from "prosemirror-history";
import { inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { type Command, EditorState } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { Bold, Code, Heading2, Italic, Link2, Link2Off, List, ListOrdered, Quote, Redo2, Strikethrough, Underline, Undo2 } from "lucide";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useT } from "../../lib/i18n";
import { fieldWords } from "../../lib/i18n/dict/fields";
import { safeHref } from "../../lib/richtext";
import { Button } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import type { IconNode } from "../../ui/Icon";
import { Popover } from "../../ui/Popover";
import { TextField } from "../../ui/TextField";
import { documentOf, htmlOf } from "./html";
import { schema } from "./schema";
import "prosemirror-view/style/prosemirror.css";

const { marks, nodes } = schema;
type MarkName = "strong" | "em" | "underline" | "strike" | "code" | "link";
type ButtonName = "bold" | "italic" | "underline" | "strike" | "heading" | "list" | "numbers" | "quote" | "code" | "undo" | "redo";

const BUTTONS: { name: ButtonName; icon: IconNode; command: Command; mark?: MarkName; block?: string }[] = [
  { name: "bold", icon: Bold, command: toggleMark(marks.strong), mark: "strong" },
  { name: "italic", icon: Italic, command: toggleMark(marks.em), mark: "em" },
  { name: "underline", icon: Underline, command: toggleMark(marks.underline), mark: "underline" },
  { name: "strike", icon: Strikethrough, command: toggleMark(marks.strike), mark: "strike" },
  { name: "heading", icon: Heading2, command: (state, dispatch) => setBlockType(isIn(state, "heading") ? nodes.paragraph : nodes.heading, { level: 3 })(state, dispatch), block: "heading" },
  { name: "list", icon: List, command: wrapInList(nodes.bullet_list), block: "bullet_list" },
  { name: "numbers", icon: ListOrdered, command: wrapInList(nodes.ordered_list), block: "ordered_list" },
  { name: "quote", icon: Quote, command: wrapIn(nodes.blockquote), block: "blockquote" },
  { name: "code", icon: Code, command: toggleMark(marks.code), mark: "code" },
  { name: "undo", icon: Undo2, command: undo },
  { name: "redo", icon: Redo2, command: redo },
];

function isIn(state: EditorState, name: string): boolean {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth--) if ($from.node(depth).type.name === name) return true;
  return false;
}
function hasMark(state: EditorState, name: MarkName): boolean {
  const { from, to, empty, $from } = state.selection;
  const type = marks[name];
  return empty ? type.isInSet(state.storedMarks ?? $from.marks()) !== undefined : state.doc.rangeHasMark(from, to, type);
}

function startState(html: string): EditorState {
  return EditorState.create({
    doc: documentOf(schema, html),
    plugins: [
      history(),
      inputRules({
        rules: [
          wrappingInputRule(/^\s*([-*])\s$/, nodes.bullet_list),
          wrappingInputRule(/^(\d+)[.、]\s?$/, nodes.ordered_list),
          wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
          textblockTypeInputRule(/^##\s$/, nodes.heading, { level: 3 }),
        ],
      }),
      keymap({
        "Mod-z": undo,
        "Mod-y": redo,
        "Shift-Mod-z": redo,
        "Mod-b": toggleMark(marks.strong),
        "Mod-i": toggleMark(marks.em),
        "Mod-u": toggleMark(marks.underline),
        Enter: splitListItem(nodes.list_item),
        "Mod-[": liftListItem(nodes.list_item),
        "Mod-]": sinkListItem(nodes.list_item),
      }),
      keymap(baseKeymap),
    ],
  });
}

export interface SurfaceProps {
  label: string;
  html: string;
  onChange(html: string): void;
  isDisabled?: boolean;
  isInvalid?: boolean;
  autoFocus?: boolean;
}

export function Surface({ label, html, onChange, isDisabled = false, isInvalid, autoFocus }: SurfaceProps) {
  const t = useT(fieldWords);
  const place = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<EditorView | null>(null);
  const [state, setState] = useState<EditorState | null>(null);
  const changed = useEffectEvent((next: string) => onChange(next));
  const first = useEffectEvent(() => ({ html, label, autoFocus, isDisabled }));
  const mayEdit = useEffectEvent(() => !isDisabled);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const start = first();
    const made = new EditorView(
      { mount: element },
      {
        state: startState(start.html),
        editable: () => mayEdit(),
        attributes: { "aria-label": start.label, "aria-multiline": "true", role: "textbox", class: "f-rich f-surface-text" },
        // Handlers in pasted HTML can't run under our policy; without them the browser has nothing to report either.
        transformPastedHTML: (pasted) => pasted.replaceAll(/\son[a-z]+\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, ""),
        dispatchTransaction(transaction) {
          const next = made.state.apply(transaction);
          made.updateState(next);
          setState(next);
          if (transaction.docChanged) changed(htmlOf(next.doc));
        },
      },
    );
    setView(made);
    setState(made.state);
    if (start.autoFocus) made.focus();
    return () => made.destroy();
  }, []);
  const run = (command: Command) => {
    if (!view) return;
    command(view.state, view.dispatch);
    view.focus();
  };
  return (
    <div className="f-surface" data-invalid={isInvalid || undefined}>
      <div className="f-surface-bar" role="toolbar" aria-label={t("rich.bar")}>
        {BUTTONS.map(({ name, icon, command, mark, block }) => (
          <IconButton
            key={name}
            size="small"
            icon={icon}
            label={t(`rich.${name}`)}
            isDisabled={isDisabled}
            isActive={state !== null && ((mark !== undefined && hasMark(state, mark)) || (block !== undefined && isIn(state, block)))}
            onPress={() => run(command)}
          />
        ))}
        {state && hasMark(state, "link") ? (
          <IconButton size="small" icon={Link2Off} label={t("rich.unlink")} isDisabled={isDisabled} onPress={() => run(toggleMark(marks.link))} />
        ) : (
          <LinkButton isDisabled={isDisabled || state === null || state.selection.empty} onLink={(href) => run(toggleMark(marks.link, { href }))} />
        )}
      </div>
      <div ref={place} />
    </div>
  );
}

function LinkButton({ isDisabled, onLink }: { isDisabled: boolean; onLink(href: string): void }) {
  const t = useT(fieldWords);
  const [href, setHref] = useState("https://");
  return (
    <Popover label={t("rich.link")} width={280} trigger={<IconButton size="small" icon={Link2} label={t("rich.link")} isDisabled={isDisabled} />}>
      {(close) => (
        <form
          className="f-file-editor"
          onSubmit={(event) => {
            event.preventDefault();
            const safe = safeHref(href);
            if (safe === null) return;
            close();
            onLink(safe);
          }}
        >
          <TextField label={t("rich.address")} type="url" value={href} onChange={setHref} autoFocus />
          <Button type="submit" variant="primary" isDisabled={safeHref(href) === null}>
            {t("confirm")}
          </Button>
        </form>
      )}
    </Popover>
  );
}
