/** One user: name, team, roles, and what may be done with the account. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, Suspense, useId, useState } from "react";
import * as calls from "../../lib/api/calls";
import { isApiError } from "../../lib/api/error";
import { useMe } from "../../lib/api/hooks";
import { keys } from "../../lib/api/keys";
import type { User } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { usersWords } from "../../lib/i18n/dict/admin";
import { CopyField } from "../../parts/CopyField";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Drawer } from "../../ui/Drawer";
import { FormError, FormSection } from "../../ui/FormRow";
import { TextField } from "../../ui/TextField";
import { lately } from "../../ui/lately";
import { toast } from "../../ui/Toast";
import { RolesField, StatePill, TeamField } from "./fields";
import { HelpDesk } from "./HelpDesk";
import { Leaving } from "./Leaving";
import { changesOf, isNotInvited, saveUser, type UserChanges } from "./save";
import { useUserActions } from "./useUserActions";

const Account = lately(() => import("../../parts/account/Account"), (module) => module.Account);

export function UserDrawer({ user, onClose }: { user: User; onClose(): void }) {
  const t = useT(usersWords);
  const me = useMe();
  const isSelf = me.user.id === user.id;
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
        {/* A newer version from the server starts the form anew. */}
        <UserForm key={user.version} user={user} onSaved={onClose} />
        <AccountActions user={user} />
        {user.state !== "invited" && (
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

function useSave(user: User, onSaved: () => void) {
  const t = useT(usersWords);
  const me = useMe();
  const client = useQueryClient();
  /** As it stands on the server: an address may be saved although what came after it was refused. */
  const [held, setHeld] = useState(user);
  const save = useMutation({
    mutationFn: (changes: UserChanges) =>
      saveUser(held, changes, { email: calls.userEmail, patch: (id, patch, version) => calls.userPatch(id, { ...patch, version }) }, (next) => {
        setHeld(next);
        // Not fetched now: that would start the form anew and drop what was not saved.
        void client.invalidateQueries({ queryKey: keys.users(), refetchType: "none" });
      }),
    onSuccess: (next) => {
      toast({ message: t("done.saved", { name: next.name }), tone: "success" });
      // With a role may go what its holder sees, of everything.
      if (me.user.id === user.id) void client.invalidateQueries();
      void client.invalidateQueries({ queryKey: keys.users() });
      void client.invalidateQueries({ queryKey: keys.teams() });
      onSaved();
    },
    onError: (error) => {
      if (isApiError(error, "version_conflict")) void client.invalidateQueries({ queryKey: keys.users() });
    },
  });
  return { held, save };
}

function UserForm({ user, onSaved }: { user: User; onSaved(): void }) {
  const t = useT(usersWords);
  const me = useMe();
  const [name, setName] = useState(user.name);
  const [email, setEmail] = useState(user.email ?? "");
  const [team, setTeam] = useState(user.team?.id ?? null);
  const [roles, setRoles] = useState<string[]>(user.roles);
  const [isAsking, setAsking] = useState(false);
  const { held, save } = useSave(user, onSaved);
  const isSelf = me.user.id === user.id;
  const changes = changesOf(held, { name, email, team, roles });
  const isChanged = Object.keys(changes).length > 0;
  const at = (field: string) => (isApiError(save.error) ? save.error.field(field) : null);
  const isShown = ["name", "email", "team", "roles"].some((field) => at(field) !== null);
  const needsEmail = held.email !== null && email.trim() === "";
  const emailHelp = isSelf ? "email.self" : isNotInvited(held) ? "email.none" : held.state === "invited" ? "email.invited" : "email.active";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isChanged || name.trim() === "" || needsEmail) return;
    // Nobody can give a role back to themselves.
    if (isSelf && changes.roles) setAsking(true);
    else save.mutate(changes);
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <TextField label={t("field.name")} isRequired value={name} onChange={setName} error={at("name") ?? (name.trim() === "" ? t("needName") : null)} maxLength={80} />
      <TextField label={t("email")} type="email" inputMode="email" value={email} onChange={setEmail} error={at("email") ?? (needsEmail ? t("needEmail") : null)} description={t(emailHelp)} isDisabled={isSelf} />
      <TeamField value={team} onChange={setTeam} error={at("team")} isDisabled={isSelf} />
      <RolesField value={roles} onChange={setRoles} error={at("roles")} only={isSelf ? user.roles : undefined} />
      {isSelf && <p className="meta">{t("self.words")}</p>}
      <FormError>{save.error && !isShown ? errorWords(save.error, t) : null}</FormError>
      <div className="row-of">
        <Button type="submit" variant="primary" isDisabled={!isChanged || needsEmail} isPending={save.isPending}>
          {t("save")}
        </Button>
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setAsking}
        title={t("self.title")}
        confirmLabel={t("self.yes")}
        cancelLabel={t("cancel")}
        onConfirm={() => save.mutate(changes, { onSettled: () => setAsking(false) })}
        isPending={save.isPending}
        isDanger
      >
        {t("self.ask")}
      </ConfirmDialog>
    </form>
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
          <Button onPress={() => invite.mutate()} isPending={invite.isPending} isDisabled={isUnreachable} aria-describedby={isUnreachable ? reason : undefined}>
            {t("act.reinvite")}
          </Button>
        )}
        {isUnreachable && (
          <span id={reason} className="meta">
            {t("act.needsEmail")}
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
