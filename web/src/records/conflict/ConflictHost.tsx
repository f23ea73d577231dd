/** Shows who changed the same fields in the meantime, and lets the reader choose. Mounted by every page that writes records. */
import { useSyncExternalStore } from "react";
import { FieldValue } from "../../fields/FieldValue";
import { useFormat } from "../../lib/format";
import { useLabel, useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { type Conflict, conflictStore } from "./store";
import "./conflict.css";

export function ConflictHost() {
  const [first] = useSyncExternalStore(conflictStore.subscribe, conflictStore.list);
  return first ? <ConflictDialog key={first.id} conflict={first} /> : null;
}

function ConflictDialog({ conflict }: { conflict: Conflict }) {
  const t = useT(recordWords);
  const label = useLabel();
  const format = useFormat();
  const { meta, theirs, mine, by, at } = conflict;
  const when = at ? format.relative(at) : "";
  return (
    <Dialog
      isOpen
      isForced
      role="alertdialog"
      onOpenChange={() => undefined}
      title={t("conflict.title")}
      footer={
        <>
          <Button onPress={() => conflict.decide("theirs")} autoFocus>
            {t("conflict.theirs")}
          </Button>
          <Button variant="primary" onPress={() => conflict.decide("mine")}>
            {t("conflict.mine")}
          </Button>
        </>
      }
    >
      <p>{t("conflict.words", { who: by?.label ?? t("conflict.someone"), when, record: theirs.label })}</p>
      <table className="conflict">
        <thead>
          <tr>
            <th scope="col">{t("conflict.field")}</th>
            <th scope="col">{t("conflict.now")}</th>
            <th scope="col">{t("conflict.yours")}</th>
          </tr>
        </thead>
        <tbody>
          {conflict.fields.map((name) => {
            const field = meta.fields.find((entry) => entry.name === name);
            if (!field) return null;
            return (
              <tr key={name}>
                <th scope="row">{label(field.label)}</th>
                <td>
                  <FieldValue field={field} value={theirs.values[name]} isMasked={theirs.masked.includes(name)} kind="view" />
                </td>
                <td>
                  <FieldValue field={field} value={mine[name]} kind="view" />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Dialog>
  );
}
