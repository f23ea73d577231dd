/** The reader's own security: what is missing, and everything one proves oneself with. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronRight, MonitorSmartphone } from "lucide";
import { Suspense, useEffect, useRef, useState } from "react";
import { keys } from "../../lib/api/keys";
import { mySecurity } from "../../lib/api/security";
import type { FactorKind, MySecurity } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { securityWords } from "../../lib/i18n/dict/security";
import { PageHead } from "../../lib/page";
import { ReviewsNotice } from "../../parts/ReviewsNotice";
import { Waiting } from "../../parts/Waiting";
import { FormSection } from "../../ui/FormRow";
import { Icon } from "../../ui/Icon";
import { lately } from "../../ui/lately";
import { Link } from "../../ui/Link";
import { SkeletonLines } from "../../ui/Skeleton";
import { ChangePassword } from "./ChangePassword";
import { AddFactorDialog } from "./AddFactorDialog";
import { Factors } from "./Factors";
import { Links } from "./Links";
import { MailCheck } from "./MailCheck";
import { Programs } from "./Programs";
import { Recovery } from "./Recovery";
import { ScoreCard } from "./ScoreCard";
import { addableKinds } from "./score";
import "../../parts/parts.css";
import "../../parts/factor/factor.css";
import "./security.css";

/** Below what is seen first. */
const HelpDesk = lately(() => import("./HelpDesk"), (module) => module.HelpDesk);

export function SecurityPage() {
  const t = useT(securityWords);
  const security = useQuery({ queryKey: keys.mySecurity(), queryFn: ({ signal }) => mySecurity(signal) });
  return (
    <div className="page-body security">
      <PageHead title={t("title")} />
      <ReviewsNotice />
      {security.data ? <Sections security={security.data} /> : <Waiting query={security} />}
    </div>
  );
}

/** What stands open: adding a factor, of a kind that may be chosen already. */
type Adding = { start?: FactorKind } | null;

function Sections({ security }: { security: MySecurity }) {
  const t = useT(securityWords);
  const client = useQueryClient();
  const [adding, setAdding] = useState<Adding>(null);
  const [makingCodes, setMakingCodes] = useState(false);
  const password = useRef<HTMLDivElement>(null);
  const toPassword = () => {
    password.current?.scrollIntoView();
    password.current?.querySelector<HTMLInputElement>("input[type=password]")?.focus();
  };
  useEffect(() => {
    if (location.hash === "#password") password.current?.scrollIntoView();
  }, []);
  const kinds = addableKinds(security);
  const add = (start?: FactorKind) => setAdding(start && kinds.includes(start) ? { start } : {});
  return (
    <>
      <ScoreCard security={security} onAdd={add} onMakeCodes={() => setMakingCodes(true)} onPassword={toPassword} />
      <Factors security={security} canAdd={kinds.length > 0} onAdd={() => add()} />
      <Recovery security={security} isAsking={makingCodes} onAsk={setMakingCodes} />
      <div ref={password}>
        <ChangePassword security={security} />
      </div>
      <Links />
      <FormSection title={t("sessions")}>
        <div className="card-list">
          <Link href="/me/sessions" isPlain className="card-row">
            <span className="factor-icon">
              <Icon icon={MonitorSmartphone} size={17} />
            </span>
            <span className="card-words">
              <span className="card-title">{t("sessions.open")}</span>
              <span className="meta">{t("sessions.words")}</span>
            </span>
            <Icon icon={ChevronRight} size={16} />
          </Link>
        </div>
      </FormSection>
      <Suspense fallback={<SkeletonLines lines={4} />}>
        <HelpDesk />
      </Suspense>
      <Programs />
      <MailCheck />
      {adding && (
        <AddFactorDialog
          kinds={kinds}
          withoutPasswords={!security.policy.passwords_allowed}
          start={adding.start}
          onEnrolled={() => void client.invalidateQueries({ queryKey: keys.mySecurity() })}
          onClose={() => setAdding(null)}
        />
      )}
    </>
  );
}
