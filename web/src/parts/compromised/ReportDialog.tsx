/** The report after somebody's account was said to be compromised, with the way to what it touched for whoever may read the log. */
import { useMe } from "../../lib/api/hooks";
import type { Compromise } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { compromisedWords } from "../../lib/i18n/dict/compromised";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Link } from "../../ui/Link";
import { touchedHref } from "../logAddress";
import { Report } from "./Report";

export interface ReportDialogProps {
  report: Compromise;
  user: { id: string; name: string };
  onClose(): void;
}

export function ReportDialog({ report, user, onClose }: ReportDialogProps) {
  const t = useT(compromisedWords);
  const me = useMe();
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={t("report.title", { name: user.name })}
      footer={
        <Button variant="primary" onPress={onClose}>
          {t("report.done")}
        </Button>
      }
    >
      <div className="stack">
        <p>{t("report.words")}</p>
        <Report report={report} />
        {me.can.audit && (
          <div className="stack is-tight">
            <p>{t("report.next")}</p>
            <Link href={touchedHref(user)}>{t("report.timeline")}</Link>
          </div>
        )}
      </div>
    </Dialog>
  );
}
