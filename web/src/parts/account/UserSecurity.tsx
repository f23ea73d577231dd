/** A user's second steps and what may be done about them. Nothing is shown to whoever may not see it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isApiError } from "../../lib/api/error";
import { keys } from "../../lib/api/keys";
import { userFactorsReset, userPasswordChangeAsk, userSecurity, userUnlock } from "../../lib/api/security";
import type { NewPasswordWhy, User, UserSecurity as Found } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { factorWords } from "../../lib/i18n/dict/factors";
import { userSecurityWords } from "../../lib/i18n/dict/userSecurity";
import { KIND_ICONS } from "../factor/kinds";
import { Refused } from "../help/Refused";
import { Waiting } from "../Waiting";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { FormError, FormSection } from "../../ui/FormRow";
import { Icon } from "../../ui/Icon";
import { RadioGroup } from "../../ui/RadioGroup";
import { toast } from "../../ui/Toast";
import "../factor/factor.css";

/** The state only where the reader may know it: who manages security need not be allowed to read users. */
export type AccountOf = Pick<User, "id" | "name"> & Partial<Pick<User, "state">>;

export function UserSecurity({ user, isSelf }: { user: AccountOf; isSelf: boolean }) {
  const t = useT(userSecurityWords);
  const found = useQuery({ queryKey: keys.userSecurity(user.id), queryFn: ({ signal }) => userSecurity(user.id, signal) });
  // Absent and hidden are the same.
  if (isApiError(found.error) && (found.error.status === 404 || found.error.status === 403)) return null;
  return (
    <FormSection title={t("title")}>
      <Waiting query={found} lines={3} />
      {found.data && <Inside user={user} found={found.data} isSelf={isSelf} />}
    </FormSection>
  );
}

function Inside({ user, found, isSelf }: { user: AccountOf; found: Found; isSelf: boolean }) {
  const t = useT(userSecurityWords);
  const words = useT(factorWords);
  const format = useFormat();
  const client = useQueryClient();
  const [asking, setAsking] = useState<"reset" | "require" | null>(null);
  const unlock = useMutation({
    mutationFn: () => userUnlock(user.id),
    onSuccess: () => {
      toast({ message: t("unlocked", { name: user.name }), tone: "success" });
      return client.invalidateQueries({ queryKey: keys.userSecurity(user.id) });
    },
    onError: (error) => toast({ message: errorWords(error, t), tone: "danger" }),
  });
  const isLocked = found.locked_until !== null && Date.parse(found.locked_until) > Date.now();
  const close = () => setAsking(null);
  return (
    <>
      {isLocked && (
        <Callout
          tone="warning"
          title={t("locked", { when: format.dateTime(found.locked_until ?? "") })}
          actions={
            <Button size="small" onPress={() => unlock.mutate()} isPending={unlock.isPending}>
              {t("unlock")}
            </Button>
          }
        >
          {t("lockedWords")}
        </Callout>
      )}
      {found.factors.length === 0 ? (
        <p className="meta">{t("none")}</p>
      ) : (
        <ul className="card-list">
          {found.factors.map((factor) => (
            <li key={`${factor.kind}${factor.created_at}`} className="card-row">
              <span className="factor-icon">
                <Icon icon={KIND_ICONS[factor.kind]} size={17} />
              </span>
              <span className="card-words">
                <span className="card-title">{words(`kind.${factor.kind}`)}</span>
                <span className="meta">{factor.last_used_at ? t("used", { when: format.relative(factor.last_used_at) }) : t("never")}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      {!isSelf && (
        <div className="row-of">
          <Button onPress={() => setAsking("reset")} isDisabled={found.factors.length === 0}>
            {t("reset")}
          </Button>
          <Button onPress={() => setAsking("require")} isDisabled={user.state !== undefined && user.state !== "active"}>
            {t("require")}
          </Button>
        </div>
      )}
      {asking === "reset" && <ResetDialog user={user} onClose={close} />}
      {asking === "require" && <RequireDialog user={user} onClose={close} />}
    </>
  );
}

function ResetDialog({ user, onClose }: { user: AccountOf; onClose(): void }) {
  const t = useT(userSecurityWords);
  const client = useQueryClient();
  const reset = useMutation({
    mutationFn: () => userFactorsReset(user.id),
    onSuccess: () => {
      toast({ message: t("reset.done", { name: user.name }), tone: "success" });
      onClose();
      // Whoever is left without a way in is invited anew, which the list tells too.
      void client.invalidateQueries({ queryKey: keys.coverage() });
      return client.invalidateQueries({ queryKey: keys.users() });
    },
  });
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={onClose}
      title={t("reset.title", { name: user.name })}
      confirmLabel={t("reset")}
      cancelLabel={t("cancel")}
      onConfirm={() => reset.mutate()}
      isPending={reset.isPending}
      isDanger
    >
      <div className="stack is-tight">
        <p>{t("reset.words")}</p>
        <Refused error={reset.error} user={user} />
      </div>
    </ConfirmDialog>
  );
}

const WHYS = ["incident", "campaign"] as const satisfies readonly NewPasswordWhy[];
type Why = (typeof WHYS)[number];

function RequireDialog({ user, onClose }: { user: AccountOf; onClose(): void }) {
  const t = useT(userSecurityWords);
  const [why, setWhy] = useState<Why>("incident");
  const ask = useMutation({
    mutationFn: () => userPasswordChangeAsk(user.id, why),
    onSuccess: () => {
      toast({ message: t("require.done", { name: user.name }), tone: "success" });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={onClose}
      title={t("require.title", { name: user.name })}
      confirmLabel={t("require")}
      cancelLabel={t("cancel")}
      onConfirm={() => ask.mutate()}
      isPending={ask.isPending}
    >
      <div className="stack is-tight">
        <p>{t("require.words")}</p>
        <RadioGroup<Why> label={t("require.why")} value={why} onChange={setWhy} items={WHYS.map((id) => ({ id, label: t(`why.${id}`) }))} />
        <FormError>{ask.error ? errorWords(ask.error, t) : null}</FormError>
      </div>
    </ConfirmDialog>
  );
}
