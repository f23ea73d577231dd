/** Where the records of somebody who left went, followed while they go; and choosing who gets them, where nobody does. */
import { ArrowRight } from "lucide";
import { type ReactNode, useState } from "react";
import type { Leaver } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { leaversWords } from "../../lib/i18n/dict/leavers";
import { LeaveDialog } from "../../parts/leaving/LeaveDialog";
import { sumOf, useObjectNames } from "../../parts/leaving/objectNames";
import { OwnedCounts } from "../../parts/leaving/OwnedCounts";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { FormSection } from "../../ui/FormRow";
import { Icon } from "../../ui/Icon";
import { Spinner } from "../../ui/Spinner";

export function Records({ leaver, canChoose }: { leaver: Leaver; canChoose: boolean }) {
  const t = useT(leaversWords);
  const [choosing, setChoosing] = useState(false);
  const name = leaver.user.label ?? "";
  const choose = canChoose && (
    <Button size="small" onPress={() => setChoosing(true)}>
      {t(leaver.successor ? "records.again" : "records.choose")}
    </Button>
  );
  return (
    <FormSection title={t("records")}>
      {leaver.successor ? (
        <>
          <HandedOver leaver={leaver} />
          <Refused leaver={leaver} actions={choose} />
        </>
      ) : leaver.left_over === 0 ? (
        <p className="meta">{t("records.nothing", { name })}</p>
      ) : (
        <Callout tone="warning" actions={choose}>
          {t("records.nobody", { name })}
        </Callout>
      )}
      {choosing && (
        <LeaveDialog user={{ id: leaver.user.id, name }} isGone hasList onClose={() => setChoosing(false)} onDone={() => setChoosing(false)} />
      )}
    </FormSection>
  );
}

function HandedOver({ leaver }: { leaver: Leaver }) {
  const t = useT(leaversWords);
  const objectName = useObjectNames(t("view"));
  const { handover, successor } = leaver;
  const to = successor?.label ?? "";
  if (!handover) return null;
  const moved = Object.entries(handover.moved);
  return (
    <div className="card-list" role="status" aria-live="polite">
      <div className="card-row">
        <Avatar name={leaver.user.label ?? ""} size={24} />
        <Icon icon={ArrowRight} size={15} />
        <Avatar name={to} size={24} />
        <span className="card-words">
          <span className="card-title">{handover.done ? t("records.done", { name: to }) : t("records.running", { name: to, n: handover.handled })}</span>
          {handover.done && moved.length === 0 && sumOf(handover.refused) === 0 && <span className="meta">{t("records.none")}</span>}
        </span>
        {!handover.done && <Spinner size={16} />}
      </div>
      {moved.length > 0 && <OwnedCounts items={moved.map(([object, count]) => ({ id: object, label: objectName(object), count }))} />}
    </div>
  );
}

function Refused({ leaver, actions }: { leaver: Leaver; actions: ReactNode }) {
  const t = useT(leaversWords);
  const objectName = useObjectNames(t("view"));
  const refused = Object.entries(leaver.handover?.refused ?? {});
  const count = sumOf(leaver.handover?.refused ?? {});
  if (count === 0) return null;
  const what = refused.map(([object, n]) => `${objectName(object)} ${n}`).join(" · ");
  return (
    <Callout tone="warning" title={t("records.refused", { n: count })} actions={actions}>
      {t("records.refusedOf", { what })} {t("records.refusedWords", { name: leaver.user.label ?? "" })}
    </Callout>
  );
}
