/** What is done with a whole list: exported, imported into, fetched again. */
import { useQueryClient } from "@tanstack/react-query";
import { Ellipsis, FileDown, FileUp, RefreshCw } from "lucide";
import { Suspense, useState } from "react";
import { keys } from "../../lib/api/keys";
import type { ObjectMeta } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { listWords } from "../../lib/i18n/dict/lists";
import { IconButton } from "../../ui/IconButton";
import { Menu } from "../../ui/Menu";
import type { ListState } from "./useListState";
import { lately } from "../../ui/lately";

const ExportDialog = lately(() => import("../bulk/ExportDialog"), (module) => module.ExportDialog);

export function MoreMenu({ meta, state }: { meta: ObjectMeta; state: ListState }) {
  const t = useT(listWords);
  const client = useQueryClient();
  const [isExporting, setExporting] = useState(false);
  return (
    <>
      <Menu
        label={t("more")}
        placement="bottom end"
        trigger={<IconButton icon={Ellipsis} label={t("more")} />}
        groups={[
          {
            id: "data",
            items: [
              ...(meta.can.import ? [{ id: "import", label: t("import"), icon: FileUp, href: `/import?object=${meta.name}` }] : []),
              { id: "export", label: t("export"), icon: FileDown, isDisabled: !meta.can.export, description: meta.can.export ? undefined : t("export.refused"), onAction: () => setExporting(true) },
              { id: "refresh", label: t("refresh"), icon: RefreshCw, onAction: () => void client.invalidateQueries({ queryKey: keys.lists(meta.name) }) },
            ],
          },
        ]}
      />
      <Suspense>{isExporting && <ExportDialog meta={meta} columns={state.columns.map((column) => column.field)} filter={state.filter} q={state.q} sort={state.sort} onClose={() => setExporting(false)} />}</Suspense>
    </>
  );
}
