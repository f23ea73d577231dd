/** Bringing data in from a file. Without an id: choosing the file, and the imports before. With one: the wizard, wherever it stands. */
import { useParams } from "@tanstack/react-router";
import { useT } from "../../lib/i18n";
import { importWords } from "../../lib/i18n/dict/import";
import { PageHead } from "../../lib/page";
import { Earlier } from "./Earlier";
import { StartStep } from "./StartStep";
import { Wizard } from "./Wizard";
import "../../parts/parts.css";
import "./import.css";

export function ImportPage() {
  const t = useT(importWords);
  const { id } = useParams({ strict: false }) as { id?: string };
  if (id) return <Wizard key={id} id={id} />;
  return (
    <div className="page-body is-wide stack imports">
      <PageHead title={t("title")} />
      <StartStep />
      <Earlier />
    </div>
  );
}
