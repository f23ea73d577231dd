/** Adding a factor, in a dialog. While the recovery codes are shown it does not close by itself: they are shown once. */
import { useState } from "react";
import { useMe } from "../../lib/api/hooks";
import type { Addable, Enrolled, FactorKind } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { factorWords } from "../../lib/i18n/dict/factors";
import { securityWords } from "../../lib/i18n/dict/security";
import { Enroll } from "../../parts/enroll";
import { LeaveGuarded } from "../../parts/secret/useLeaveGuard";
import { Dialog } from "../../ui/Dialog";
import { toast } from "../../ui/Toast";

export interface AddFactorDialogProps {
  kinds: readonly FactorKind[];
  withoutPasswords: boolean;
  start?: Addable;
  onEnrolled(): void;
  onClose(): void;
}

export function AddFactorDialog({ kinds, withoutPasswords, start, onEnrolled, onClose }: AddFactorDialogProps) {
  const t = useT(securityWords);
  const words = useT(factorWords);
  const me = useMe();
  const [showsCodes, setShowsCodes] = useState(false);
  const enrolled = (next: Enrolled, choice: Addable) => {
    setShowsCodes(Boolean(next.recovery_codes?.length));
    onEnrolled();
    toast({ message: words("add.done", { kind: words(`kind.${choice}`) }), tone: "success" });
  };
  return (
    <Dialog isOpen onOpenChange={(isOpen) => !isOpen && onClose()} isForced={showsCodes} title={showsCodes ? words("codes.title") : t("add.title")}>
      {showsCodes && <LeaveGuarded />}
      <Enroll kinds={kinds} withoutPasswords={withoutPasswords} start={start} owner={me.user.email} onEnrolled={enrolled} onDone={onClose} onGone={onClose} />
    </Dialog>
  );
}
