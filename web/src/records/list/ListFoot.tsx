/** How many records there are, as far as the server has counted. */
import { useT } from "../../lib/i18n";
import type { Count } from "../../lib/api/types";

export function ListFoot({ list, selected }: { list: { count: Count | null; isPlaceholderData: boolean }; selected: number }) {
  const t = useT();
  const { count } = list;
  return (
    <footer className="list-foot" aria-live="polite">
      {count && <span className="num">{t(count.capped ? "records.countCapped" : "records.count", { n: count.value })}</span>}
      {selected > 0 && <span className="num">{t("records.selected", { n: selected })}</span>}
    </footer>
  );
}
