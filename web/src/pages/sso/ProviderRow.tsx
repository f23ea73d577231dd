/** One sign-in service: what it is, whether it answers, and what may be done with it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, LogIn, Pencil, Trash2 } from "lucide";
import { useEffect, useState } from "react";
import { ssoKeys, ssoProviderRemove } from "../../lib/api/sso";
import type { SsoProvider } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useLabel, useT } from "../../lib/i18n";
import { ssoWords } from "../../lib/i18n/dict/sso";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { FormError } from "../../ui/FormRow";
import { Icon } from "../../ui/Icon";
import { IconButton } from "../../ui/IconButton";
import { Menu } from "../../ui/Menu";
import { Pill } from "../../ui/Pill";
import { toast } from "../../ui/Toast";
import type { ProviderTest, TestResult } from "./useProviderTest";

export interface ProviderRowProps {
  provider: SsoProvider;
  test: ProviderTest;
  onEdit(): void;
}

export function ProviderRow({ provider, test, onEdit }: ProviderRowProps) {
  const t = useT(ssoWords);
  const label = useLabel();
  const [isRemoving, setRemoving] = useState(false);
  const name = label(provider.label);
  const result = test.of(provider.key);
  const facts = [provider.key, provider.linked > 0 ? t("row.linked", { n: provider.linked }) : t("row.nobody"), provider.client_secret_set ? null : t("row.noSecret")];
  return (
    <li className="sso-provider">
      <div className="card-row sso-row">
        <span className="sso-icon">
          <Icon icon={LogIn} size={17} />
        </span>
        <span className="card-words">
          <span className="card-title">
            {name}
            <Pill color={provider.on ? "green" : "gray"}>{t(provider.on ? "row.on" : "row.off")}</Pill>
          </span>
          <span className="meta sso-issuer">{provider.provider.issuer}</span>
          <span className="meta">{facts.filter(Boolean).join(" · ")}</span>
        </span>
        <span className="card-end">
          <Button size="small" onPress={() => test.run(provider.key)} isPending={result?.isPending} aria-label={t("test.of", { name })}>
            {t("test")}
          </Button>
          <Menu
            label={t("row.menu", { name })}
            placement="bottom end"
            trigger={<IconButton icon={Ellipsis} label={t("row.menu", { name })} tooltip={false} />}
            groups={[
              {
                id: "provider",
                items: [
                  { id: "edit", label: t("row.edit"), icon: Pencil, onAction: onEdit },
                  { id: "remove", label: t("row.remove"), icon: Trash2, isDanger: true, onAction: () => setRemoving(true) },
                ],
              },
            ]}
          />
        </span>
      </div>
      {result && !result.isPending && <Result result={result} />}
      {isRemoving && <RemoveDialog provider={provider} onClose={() => setRemoving(false)} />}
    </li>
  );
}

const TOLD = ["sso_settings", "sso_discovery", "sso_unreachable", "sso_document", "sso_too_large", "sso_issuer", "sso_key"] as const;

function Result({ result: { code, error } }: { result: TestResult }) {
  const t = useT(ssoWords);
  const told = TOLD.find((known) => known === code);
  return (
    <div className="sso-result" role="status">
      {error ? (
        <FormError>{errorWords(error, t)}</FormError>
      ) : code ? (
        <Callout tone="danger" title={t("test.failed")}>
          {told ? t(`test.${told}`) : t("test.other", { code })}
        </Callout>
      ) : (
        <Callout tone="success" title={t("test.ok")}>
          {t("test.ok.words")}
        </Callout>
      )}
    </div>
  );
}

function RemoveDialog({ provider, onClose }: { provider: SsoProvider; onClose(): void }) {
  const t = useT(ssoWords);
  const name = useLabel()(provider.label);
  const client = useQueryClient();
  // How many are linked is as it was when the page was opened; the question names them as they are now.
  useEffect(() => void client.invalidateQueries({ queryKey: ssoKeys.all() }), [client]);
  const remove = useMutation({
    mutationFn: () => ssoProviderRemove(provider.key),
    onSuccess: () => {
      toast({ message: t("remove.done", { name }), tone: "success" });
      onClose();
      return client.invalidateQueries({ queryKey: ssoKeys.all() });
    },
  });
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("remove.title", { name })}
      confirmLabel={t("row.remove")}
      cancelLabel={t("cancel")}
      onConfirm={() => remove.mutate()}
      isPending={remove.isPending}
      isDanger
    >
      <div className="stack is-tight">
        <p>{t("remove.words")}</p>
        {provider.linked > 0 && <p>{t("remove.linked", { n: provider.linked })}</p>}
        <FormError>{remove.error ? errorWords(remove.error, t) : null}</FormError>
      </div>
    </ConfirmDialog>
  );
}
