/** What the owner of a view can do with it. */
import { ChevronDown, Globe, Lock, PenLine, Trash2 } from "lucide";
import { useState } from "react";
import type { ObjectMeta, View } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { IconButton } from "../../ui/IconButton";
import { Menu } from "../../ui/Menu";
import { toast } from "../../ui/Toast";
import { refusalWords } from "../data/refusal";
import type { ListState } from "../list/useListState";
import { useViewWrites } from "./useViews";
import { ViewDialog } from "./ViewDialog";

export function ViewMenu({ view, meta, state }: { view: View; meta: ObjectMeta; state: ListState }) {
  const t = useT(recordWords);
  const writes = useViewWrites(meta.name);
  const [isNaming, setNaming] = useState(false);
  const attempt = async (job: () => Promise<unknown>) => {
    try {
      await job();
    } catch (error) {
      toast({ message: refusalWords(error, t), tone: "danger" });
    }
  };
  const remove = () =>
    attempt(async () => {
      await writes.remove(view);
      state.go({ view: undefined, filter: undefined, sort: undefined, kind: undefined });
      const { id: _id, mine: _mine, version: _version, ...content } = view;
      toast({ message: t("view.deleted", { name: view.name }), action: { label: t("undo"), run: () => void attempt(() => writes.create(content)) } });
    });
  return (
    <>
      <Menu
        label={t("view.actions", { name: view.name })}
        trigger={<IconButton size="small" icon={ChevronDown} label={t("view.actions", { name: view.name })} tooltip={false} />}
        groups={[
          {
            id: "view",
            items: [
              { id: "rename", label: t("view.rename"), icon: PenLine, onAction: () => setNaming(true) },
              view.shared
                ? { id: "share", label: t("view.unshare"), icon: Lock, onAction: () => void attempt(() => writes.patch(view, { shared: false })) }
                : { id: "share", label: t("view.share"), icon: Globe, onAction: () => void attempt(() => writes.patch(view, { shared: true })) },
            ],
          },
          { id: "danger", items: [{ id: "delete", label: t("view.delete"), icon: Trash2, isDanger: true, onAction: () => void remove() }] },
        ]}
      />
      {isNaming && (
        <ViewDialog
          title={t("view.rename")}
          name={view.name}
          shared={view.shared}
          onClose={() => setNaming(false)}
          onSave={async (name, shared) => void (await writes.patch(view, { name, shared }))}
        />
      )}
    </>
  );
}
