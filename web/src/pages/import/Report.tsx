/** What became of the rows, or of a dry run: what would; and why rows were refused. */
import { Download } from "lucide";
import type { Import, ObjectMeta } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { importWords } from "../../lib/i18n/dict/import";
import { Button } from "../../ui/Button";
import { cx } from "../../ui/classes";
import { Menu } from "../../ui/Menu";
import { useImportActions } from "./useImport";

const COUNTS = ["created", "updated", "unchanged", "rejected", "linked_empty"] as const;

export function Report({ file, title, note }: { file: Import; object: ObjectMeta; title: string; note?: string }) {
  const t = useT(importWords);
  const format = useFormat();
  const { result } = file;
  return (
    <section className="stack" aria-live="polite">
      <header>
        <h2 className="sub-title">{title}</h2>
        {note && <p className="meta">{note}</p>}
      </header>
      {result && (
        <dl className="import-counts">
          {COUNTS.map((key) => (
            <div key={key} className={cx(`is-${key}`, result[key] === 0 && "is-zero")}>
              <dt>{t(`n.${key}`)}</dt>
              <dd className="num">{format.number(result[key])}</dd>
            </div>
          ))}
        </dl>
      )}
      {result && <Problems file={file} rejected={result.rejected} />}
    </section>
  );
}

function Problems({ file, rejected }: { file: Import; rejected: number }) {
  const t = useT(importWords);
  const actions = useImportActions(file);
  if (rejected === 0 && file.problems.length === 0) return <p className="meta">{t("problems.none")}</p>;
  const get = (format: "csv" | "xlsx") => ({ id: format, label: t(`rejected.${format}`), icon: Download, onAction: () => actions.rejected.mutate(format) });
  return (
    <>
      <div className="row-of import-problems-head">
        <h3 className="sub-title">{t("problems.title")}</h3>
        <span className="meta">{t("rejected.help")}</span>
        <Menu
          label={t("problems.title")}
          placement="bottom end"
          groups={[{ id: "files", items: [get("csv"), get("xlsx")] }]}
          trigger={
            <Button size="small" icon={Download} isPending={actions.rejected.isPending}>
              {t("rejected.get")}
            </Button>
          }
        />
      </div>
      <div className="import-scroll" tabIndex={0} role="region" aria-label={t("problems.title")}>
        <table className="import-problems">
          <thead>
            <tr>
              <th scope="col" className="num">
                {t("problems.row")}
              </th>
              <th scope="col">{t("problems.column")}</th>
              <th scope="col">{t("problems.reason")}</th>
            </tr>
          </thead>
          <tbody>
            {file.problems.map((problem, index) => (
              <tr key={index}>
                <td className="num">{problem.row}</td>
                <td>{problem.column ?? t("problems.whole")}</td>
                <td>{problem.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rejected > file.problems.length && <p className="meta">{t("problems.first", { n: file.problems.length })}</p>}
    </>
  );
}
