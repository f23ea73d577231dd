/** Keeps the filter, sort and columns on the screen: in the view they were made from, or as a view of their own. */
import { Save } from "lucide";
import { useState } from "react";
import type { ObjectMeta } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { Button } from "../../ui/Button";
import { usePhone } from "../../ui/hooks/useMediaQuery";
import { IconButton } from "../../ui/IconButton";
import { Menu } from "../../ui/Menu";
import { toast } from "../../ui/Toast";
import { refusalWords } from "../data/refusal";
import type { ListState } from "../list/useListState";
import { useViewWrites } from "./useViews";
import { ViewDialog } from "./ViewDialog";

export function SaveView({ meta, state }: { meta: ObjectMeta; state: ListState }) {
  const t = useT(recordWords);
  const phone = usePhone();
  const writes = useViewWrites(meta.name);
  const [isNaming, setNaming] = useState(false);
  const content = { kind: state.kind, filter: state.filter, sort: state.sort, columns: state.columns };
  const { view } = state;
  const update = async () => {
    if (!view) return;
    try {
      await writes.patch(view, content);
      state.reset();
      toast({ message: t("view.saved", { name: view.name }), tone: "success" });
    } catch (error) {
      toast({ message: refusalWords(error, t), tone: "danger" });
    }
  };
  const trigger = phone ? (
    <IconButton icon={Save} label={t("view.save")} onPress={view?.mine ? undefined : () => setNaming(true)} />
  ) : (
    <Button variant="quiet" size="small" icon={Save} onPress={view?.mine ? undefined : () => setNaming(true)}>
      {t("view.save")}
    </Button>
  );
  return (
    <>
      {view?.mine ? (
        <Menu
          label={t("view.save")}
          placement="bottom end"
          trigger={trigger}
          groups={[
            {
              id: "save",
              items: [
                { id: "update", label: t("view.update", { name: view.name }), onAction: () => void update() },
                { id: "new", label: t("view.saveAs"), onAction: () => setNaming(true) },
              ],
            },
          ]}
        />
      ) : (
        trigger
      )}
      {isNaming && (
        <ViewDialog
          title={t("view.saveAs")}
          onClose={() => setNaming(false)}
          onSave={async (name, shared) => {
            const made = await writes.create({ object: meta.name, name, shared, ...content });
            state.reset();
            state.go({ view: made.id, filter: undefined, sort: undefined, kind: undefined });
          }}
        />
      )}
    </>
  );
}
