/** The sign-in services the reader's account is linked with, or could be. Nothing where the company has none. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { LogIn } from "lucide";
import { useEffect, useState } from "react";
import { goAway } from "../../lib/away";
import { isApiError } from "../../lib/api/error";
import { mySso, mySsoLink, mySsoUnlink, ssoKeys } from "../../lib/api/sso";
import type { SsoLink } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useFormat } from "../../lib/format";
import { useLabel, useT } from "../../lib/i18n";
import { linkWords } from "../../lib/i18n/dict/links";
import { useUrlState } from "../../parts/useUrlState";
import { Waiting } from "../../parts/Waiting";
import { Button } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { FormError, FormSection } from "../../ui/FormRow";
import { Icon } from "../../ui/Icon";
import { toast } from "../../ui/Toast";

export function Links() {
  const t = useT(linkWords);
  const found = useQuery({ queryKey: ssoKeys.mine(), queryFn: ({ signal }) => mySso(signal) });
  const links = found.data?.items ?? [];
  useJustLinked(links);
  const [unlinking, setUnlinking] = useState<SsoLink | null>(null);
  if (links.length === 0 && !found.error) return null;
  return (
    <FormSection title={t("mine")} description={t("mine.words")}>
      {found.error && <Waiting query={found} />}
      {links.length > 0 && (
        <ul className="card-list">
          {links.map((link) => (
            <LinkRow key={link.key} link={link} onUnlink={() => setUnlinking(link)} />
          ))}
        </ul>
      )}
      {unlinking && <UnlinkDialog link={unlinking} onClose={() => setUnlinking(null)} />}
    </FormSection>
  );
}

/** Back from the service (pages/sign-in/SsoReturn): said once, and taken out of the address. */
function useJustLinked(links: readonly SsoLink[]): void {
  const t = useT(linkWords);
  const label = useLabel();
  const { get, set } = useUrlState();
  const key = get("linked");
  const link = links.find((each) => each.key === key && each.linked_at !== null);
  useEffect(() => {
    if (!link) return;
    toast({ message: t("linked", { name: label(link.label) }), tone: "success" });
    set({ linked: null });
  }, [link, label, set, t]);
}

function LinkRow({ link, onUnlink }: { link: SsoLink; onUnlink(): void }) {
  const t = useT(linkWords);
  const format = useFormat();
  const name = useLabel()(link.label);
  const [isUnsafe, setUnsafe] = useState(false);
  const begin = useMutation({
    mutationFn: () => mySsoLink(link.key),
    onSuccess: ({ url }) => setUnsafe(!goAway(url, "/security")),
  });
  const used = link.last_sign_in_at ? t("last", { when: format.relative(link.last_sign_in_at) }) : t("never");
  const refused = isUnsafe ? t("unsafe") : isApiError(begin.error, "sso_unavailable") ? t("unavailable") : begin.error ? errorWords(begin.error, t) : null;
  return (
    <li>
      <div className="card-row">
        <span className="factor-icon">
          <Icon icon={LogIn} size={17} />
        </span>
        <span className="card-words">
          <span className="card-title">{name}</span>
          <span className="meta">{link.linked_at ? [t("since", { when: format.relative(link.linked_at) }), used].join(" · ") : t("not")}</span>
        </span>
        <span className="card-end">
          {link.linked_at ? (
            <Button size="small" onPress={onUnlink} aria-label={t("unlink.of", { name })}>
              {t("unlink")}
            </Button>
          ) : (
            <Button size="small" onPress={() => begin.mutate()} isPending={begin.isPending} aria-label={t("link.of", { name })}>
              {t("link")}
            </Button>
          )}
        </span>
      </div>
      <FormError>{refused}</FormError>
    </li>
  );
}

function UnlinkDialog({ link, onClose }: { link: SsoLink; onClose(): void }) {
  const t = useT(linkWords);
  const name = useLabel()(link.label);
  const client = useQueryClient();
  const unlink = useMutation({
    mutationFn: () => mySsoUnlink(link.key),
    onSuccess: () => {
      toast({ message: t("unlinked", { name }), tone: "success" });
      onClose();
      // Roles that its groups gave are gone, and with them what may be seen.
      return client.invalidateQueries();
    },
  });
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("unlink.title", { name })}
      confirmLabel={t("unlink")}
      cancelLabel={t("cancel")}
      onConfirm={() => unlink.mutate()}
      isPending={unlink.isPending}
      isDanger
    >
      <div className="stack is-tight">
        <p>{t("unlink.words")}</p>
        <FormError>{unlink.error ? errorWords(unlink.error, t) : null}</FormError>
      </div>
    </ConfirmDialog>
  );
}
