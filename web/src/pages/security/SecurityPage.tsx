/** The reader's own security: what is missing, and everything one proves oneself with. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ShieldAlert } from "lucide";
import { Suspense, useEffect, useRef, useState } from "react";
import { keys } from "../../lib/api/keys";
import { mySecurity } from "../../lib/api/security";
import type { FactorKind, MySecurity } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { securityWords } from "../../lib/i18n/dict/security";
import { PageHead } from "../../lib/page";
import { ReviewsNotice } from "../../parts/ReviewsNotice";
import { Waiting } from "../../parts/Waiting";
import { Button } from "../../ui/Button";
import { usePhone } from "../../ui/hooks/useMediaQuery";
import { IconButton } from "../../ui/IconButton";
import { lately } from "../../ui/lately";
import { SkeletonLines } from "../../ui/Skeleton";
import { ChangePassword } from "./ChangePassword";
import { AddFactorDialog } from "./AddFactorDialog";
import { Factors } from "./Factors";
import { Recovery } from "./Recovery";
import { ScoreCard } from "./ScoreCard";
import { addableKinds } from "./score";
import "../../parts/parts.css";
import "../../parts/factor/factor.css";
import "./security.css";

/** Below what is seen first. */
const Links = lately(() => import("./Links"), (module) => module.Links);
const Programs = lately(() => import("./Programs"), (module) => module.Programs);
const MailCheck = lately(() => import("./MailCheck"), (module) => module.MailCheck);
const HelpDesk = lately(() => import("./HelpDesk"), (module) => module.HelpDesk);
const RecentDevices = lately(() => import("./RecentDevices"), (module) => module.RecentDevices);
const Compromised = lately(() => import("./Compromised"), (module) => module.Compromised);

export function SecurityPage() {
  const t = useT(securityWords);
  const phone = usePhone();
  const [endingAll, setEndingAll] = useState(false);
  const security = useQuery({ queryKey: keys.mySecurity(), queryFn: ({ signal }) => mySecurity(signal) });
  return (
    <div className="page-body security">
      <PageHead title={t("title")}>
        {security.data &&
          (phone ? (
            <IconButton icon={ShieldAlert} label={t("compromised")} onPress={() => setEndingAll(true)} />
          ) : (
            <Button icon={ShieldAlert} onPress={() => setEndingAll(true)}>
              {t("compromised")}
            </Button>
          ))}
      </PageHead>
      <ReviewsNotice />
      {security.data ? <Sections security={security.data} endingAll={endingAll} onEndAll={setEndingAll} /> : <Waiting query={security} />}
    </div>
  );
}

/** What stands open: adding a factor, of a kind that may be chosen already. */
type Adding = { start?: FactorKind } | null;

interface SectionsProps {
  security: MySecurity;
  /** Asked whether everything of the account shall end. */
  endingAll: boolean;
  onEndAll(isAsking: boolean): void;
}

function Sections({ security, endingAll, onEndAll }: SectionsProps) {
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
      <Suspense fallback={<SkeletonLines lines={8} />}>
        <Links />
        <RecentDevices />
        <HelpDesk />
        <Programs />
        <MailCheck onCompromised={() => onEndAll(true)} />
        <Compromised security={security} isAsking={endingAll} onAsk={onEndAll} />
      </Suspense>
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
