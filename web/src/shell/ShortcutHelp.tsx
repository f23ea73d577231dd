/** The sheet of all shortcuts that work right now, and those the lists have by themselves. */
import { useT } from "../lib/i18n";
import { shell } from "../lib/i18n/dict/shell";
import { capsOf, useShortcutList } from "../lib/keys";
import { Dialog } from "../ui/Dialog";
import { KeyHint } from "../ui/KeyHint";
import "./ShortcutHelp.css";

interface Row {
  keys: string;
  label: string;
}

export function ShortcutHelp({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange(isOpen: boolean): void }) {
  const t = useT(shell);
  const groups = new Map<string, Row[]>();
  for (const { keys, label, group } of useShortcutList()) {
    if (label === undefined) continue;
    const name = group ?? t("keys.group.page");
    groups.set(name, [...(groups.get(name) ?? []), { keys, label }]);
  }
  groups.set(t("keys.group.list"), [
    { keys: "j k", label: t("keys.list.move") },
    { keys: "enter", label: t("keys.list.open") },
    { keys: "space", label: t("keys.list.peek") },
    { keys: "x", label: t("keys.list.select") },
    { keys: "e", label: t("keys.list.edit") },
    { keys: "enter", label: t("keys.list.sort") },
    { keys: "alt+←+→", label: t("keys.list.resize") },
    { keys: "alt+shift+←+→", label: t("keys.list.moveColumn") },
  ]);
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title={t("keys.title")} size="large">
      {/* Nothing in it takes the focus, so the sheet does: else it could not be scrolled by keyboard. */}
      <div className="keys-sheet" role="group" aria-label={t("keys.title")} tabIndex={0}>
        {[...groups].map(([name, rows]) => (
          <section key={name}>
            <h3>{name}</h3>
            <dl>
              {rows.map((row) => (
                <div key={`${row.keys}${row.label}`}>
                  <dt>{row.label}</dt>
                  <dd>
                    <KeyHint caps={capsOf(row.keys)} />
                    <span className="sr-only">{row.keys}</span>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
