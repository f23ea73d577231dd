/** One user: name, team, roles, and what may be done with the account. */
import { Suspense, useId, useState } from "react";
import { useMe } from "../../lib/api/hooks";
import type { User } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { usersWords } from "../../lib/i18n/dict/admin";
import { CopyField } from "../../parts/CopyField";
import { useBegun } from "../../parts/Newer";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Drawer } from "../../ui/Drawer";
import { FormSection } from "../../ui/FormRow";
import { lately } from "../../ui/lately";
import { StatePill } from "./fields";
import { HelpDesk } from "./HelpDesk";
import { Leaving } from "./Leaving";
import { isNotInvited } from "./save";
import { UserForm } from "./UserForm";
import { useUserActions } from "./useUserActions";

const Account = lately(() => import("../../parts/account/Account"), (module) => module.Account);

export function UserDrawer({ user, onClose }: { user: User; onClose(): void }) {
  const t = useT(usersWords);
  const me = useMe();
  const isSelf = me.user.id === user.id;
  const { begun, begin } = useBegun(user);
  // What is done in there may lead to being invited anew: its report stays.
  const [hasAccount] = useState(user.state !== "invited");
  return (
    <Drawer
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={user.name}
      heading={
        <span className="users-heading">
          <Avatar name={user.name} size={32} />
          <span className="card-words">
            <h2 className="k-dialog-title">{user.name}</h2>
            <span className="meta ellipsis">{user.email ?? t("noEmail")}</span>
          </span>
          <StatePill user={user} />
        </span>
      }
    >
      <div className="stack">
        <UserForm key={begun.version} user={begun} current={user} onBegin={begin} onSaved={onClose} />
        <AccountActions user={user} />
        {hasAccount && (
          <Suspense>
            <Account user={user} isSelf={isSelf} />
          </Suspense>
        )}
        {user.state === "active" && !isSelf && <HelpDesk user={user} />}
        {user.state !== "invited" && <Leaving user={user} />}
      </div>
    </Drawer>
  );
}

function AccountActions({ user }: { user: User }) {
  const t = useT(usersWords);
  const me = useMe();
  const format = useFormat();
  const { activate, endSessions, invite } = useUserActions(user);
  const [asking, setAsking] = useState<"disable" | "end" | null>(null);
  const isSelf = me.user.id === user.id;
  const isUnreachable = isNotInvited(user);
  const reason = useId();
  const close = () => setAsking(null);
  return (
    <FormSection title={t("access")} description={user.last_sign_in_at ? `${t("col.seen")}: ${format.dateTime(user.last_sign_in_at)}` : t("never")}>
      {invite.data && <CopyField label={t("link.title")} value={invite.data.invitation_url} description={t("link.help")} />}
      <div className="row-of">
        {user.state === "invited" && (
          <Button onPress={() => invite.mutate()} isPending={invite.isPending} isDisabled={isUnreachable} aria-describedby={reason}>
            {t("act.reinvite")}
          </Button>
        )}
        {user.state === "invited" && (
          <span id={reason} className="meta">
            {t(isUnreachable ? "act.needsEmail" : "act.reinvite.words")}
          </span>
        )}
        <Button onPress={() => setAsking("end")} isDisabled={user.state === "invited"}>
          {t("act.endSessions")}
        </Button>
        {user.state === "disabled" ? (
          <Button onPress={() => activate.mutate(true)} isPending={activate.isPending}>
            {t("act.enable")}
          </Button>
        ) : (
          <Button onPress={() => setAsking("disable")} isDisabled={isSelf}>
            {t("act.disable")}
          </Button>
        )}
      </div>
      <ConfirmDialog
        isOpen={asking === "disable"}
        onOpenChange={close}
        title={t("disable.title", { name: user.name })}
        confirmLabel={t("act.disable")}
        cancelLabel={t("cancel")}
        onConfirm={() => activate.mutate(false, { onSettled: close })}
        isPending={activate.isPending}
        isDanger
      >
        {t("disable.words")}
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={asking === "end"}
        onOpenChange={close}
        title={t("end.title", { name: user.name })}
        confirmLabel={t("act.endSessions")}
        cancelLabel={t("cancel")}
        onConfirm={() => endSessions.mutate(undefined, { onSettled: close })}
        isPending={endSessions.isPending}
        isDanger
      >
        {t("end.words")}
      </ConfirmDialog>
      {user.state === "disabled" && <Callout>{t("disable.words")}</Callout>}
    </FormSection>
  );
}
