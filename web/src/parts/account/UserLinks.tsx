/** The sign-in services a user is linked with, and unlinking them. Nothing where there is none, or where it may not be seen. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { LogIn } from "lucide";
import { useState } from "react";
import { isApiError } from "../../lib/api/error";
import { keys } from "../../lib/api/keys";
import { ssoKeys, userSso, userSsoUnlink } from "../../lib/api/sso";
import type { SsoLink, User } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useLabel, useT } from "../../lib/i18n";
import { linkWords } from "../../lib/i18n/dict/links";
import { Refused } from "../help/Refused";
import { Waiting } from "../Waiting";
import { Button } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { FormSection } from "../../ui/FormRow";
import { Icon } from "../../ui/Icon";
import { toast } from "../../ui/Toast";

export function UserLinks({ user, isSelf }: { user: Pick<User, "id" | "name">; isSelf: boolean }) {
  const t = useT(linkWords);
  const label = useLabel();
  const format = useFormat();
  const found = useQuery({ queryKey: ssoKeys.ofUser(user.id), queryFn: ({ signal }) => userSso(user.id, signal) });
  const [unlinking, setUnlinking] = useState<SsoLink | null>(null);
  const links = found.data?.items ?? [];
  // Absent and hidden are the same.
  if (isApiError(found.error) && (found.error.status === 404 || found.error.status === 403)) return null;
  if (links.length === 0 && !found.error) return null;
  return (
    <FormSection title={t("theirs")}>
      {found.error && <Waiting query={found} />}
      {links.length > 0 && (
        <ul className="card-list">
          {links.map((link) => {
            const name = label(link.label);
            const facts = [link.linked_at && t("since", { when: format.relative(link.linked_at) }), link.last_sign_in_at ? t("last", { when: format.relative(link.last_sign_in_at) }) : t("never")];
            return (
              <li key={link.key} className="card-row">
                <span className="factor-icon">
                  <Icon icon={LogIn} size={17} />
                </span>
                <span className="card-words">
                  <span className="card-title">{name}</span>
                  <span className="meta">{facts.filter(Boolean).join(" · ")}</span>
                </span>
                {!isSelf && (
                  <Button size="small" onPress={() => setUnlinking(link)} aria-label={t("unlink.of", { name })}>
                    {t("unlink")}
                  </Button>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {unlinking && <UnlinkDialog user={user} link={unlinking} onClose={() => setUnlinking(null)} />}
    </FormSection>
  );
}

function UnlinkDialog({ user, link, onClose }: { user: Pick<User, "id" | "name">; link: SsoLink; onClose(): void }) {
  const t = useT(linkWords);
  const both = { who: user.name, name: useLabel()(link.label) };
  const client = useQueryClient();
  const unlink = useMutation({
    mutationFn: () => userSsoUnlink(user.id, link.key),
    onSuccess: () => {
      toast({ message: t("theirs.done", both), tone: "success" });
      onClose();
      // Roles and team may have gone with it.
      return client.invalidateQueries({ queryKey: keys.users() });
    },
  });
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("theirs.title", both)}
      confirmLabel={t("unlink")}
      cancelLabel={t("cancel")}
      onConfirm={() => unlink.mutate()}
      isPending={unlink.isPending}
      isDanger
    >
      <div className="stack is-tight">
        <p>{t("theirs.words", both)}</p>
        <Refused error={unlink.error} user={user} />
      </div>
    </ConfirmDialog>
  );
}
