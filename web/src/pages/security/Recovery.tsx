/** Recovery codes: how many are left, and making new ones, which are shown once. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { LifeBuoy } from "lucide";
import { useMe } from "../../lib/api/hooks";
import { keys } from "../../lib/api/keys";
import { recoveryCodesMake } from "../../lib/api/security";
import type { MySecurity } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { factorWords } from "../../lib/i18n/dict/factors";
import { securityWords } from "../../lib/i18n/dict/security";
import { RecoveryCodes } from "../../parts/enroll/RecoveryCodes";
import { LeaveGuarded } from "../../parts/secret/useLeaveGuard";
import { Button } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Dialog } from "../../ui/Dialog";
import { FormError, FormSection } from "../../ui/FormRow";
import { Icon } from "../../ui/Icon";

export interface RecoveryProps {
  security: MySecurity;
  /** Asked for here, or by what is missing. */
  isAsking: boolean;
  onAsk(isAsking: boolean): void;
}

export function Recovery({ security, isAsking, onAsk }: RecoveryProps) {
  const t = useT(securityWords);
  const words = useT(factorWords);
  const format = useFormat();
  const me = useMe();
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: recoveryCodesMake,
    onSuccess: () => {
      onAsk(false);
      return client.invalidateQueries({ queryKey: keys.mySecurity() });
    },
  });
  const held = security.recovery_codes;
  const ask = () => {
    make.reset();
    onAsk(true);
  };
  const canMake = security.factors.length > 0;
  return (
    <FormSection title={t("recovery")} description={t("recovery.words")}>
      <div className="card-list">
        <div className="card-row">
          <span className="factor-icon">
            <Icon icon={LifeBuoy} size={17} />
          </span>
          <span className="card-words">
            <span className="card-title num">{held ? t("recovery.left", { left: held.left, of: held.of }) : t("recovery.none")}</span>
            <span className="meta">{held ? t("recovery.made", { when: format.relative(held.made_at) }) : canMake ? t("missing.recovery_codes.why") : t("recovery.noFactor")}</span>
          </span>
          <span className="card-end">
            <Button size="small" isDisabled={!canMake} isPending={make.isPending && !held} onPress={() => (held ? ask() : make.mutate())}>
              {t(held ? "act.renew" : "act.make")}
            </Button>
          </span>
        </div>
      </div>
      {!held && <FormError>{make.error ? errorWords(make.error, t) : null}</FormError>}
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={onAsk}
        title={t(held ? "recovery.ask" : "missing.recovery_codes")}
        confirmLabel={t(held ? "act.renew" : "act.make")}
        cancelLabel={t("cancel")}
        onConfirm={() => make.mutate()}
        isPending={make.isPending}
      >
        <div className="stack is-tight">
          <p>{t(held ? "recovery.askWords" : "missing.recovery_codes.why")}</p>
          <FormError>{make.error ? errorWords(make.error, t) : null}</FormError>
        </div>
      </ConfirmDialog>
      {make.data && (
        <Dialog isOpen onOpenChange={() => undefined} isForced title={words("codes.title")}>
          <LeaveGuarded />
          <RecoveryCodes codes={make.data.codes} owner={me.user.email} onKept={make.reset} />
        </Dialog>
      )}
    </FormSection>
  );
}
