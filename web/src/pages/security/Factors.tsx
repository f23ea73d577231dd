/** The reader's second steps: renamed, removed, added. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Pencil, Plus, Trash2 } from "lucide";
import { type FormEvent, useId, useState } from "react";
import { isApiError } from "../../lib/api/error";
import { keys } from "../../lib/api/keys";
import { factorRemove, factorRename } from "../../lib/api/security";
import type { Factor, MySecurity } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { factorWords } from "../../lib/i18n/dict/factors";
import { securityWords } from "../../lib/i18n/dict/security";
import { KIND_ICONS } from "../../parts/factor/kinds";
import { Button } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Dialog } from "../../ui/Dialog";
import { EmptyState } from "../../ui/EmptyState";
import { FormError, FormSection } from "../../ui/FormRow";
import { Icon } from "../../ui/Icon";
import { IconButton } from "../../ui/IconButton";
import { Menu } from "../../ui/Menu";
import { Pill } from "../../ui/Pill";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/Toast";

export interface FactorsProps {
  security: MySecurity;
  canAdd: boolean;
  onAdd(): void;
}

export function Factors({ security, canAdd, onAdd }: FactorsProps) {
  const t = useT(securityWords);
  const [acting, setActing] = useState<{ what: "rename" | "remove"; factor: Factor } | null>(null);
  const { factors } = security;
  const close = () => setActing(null);
  const add = (
    <Button icon={Plus} variant={factors.length === 0 ? "primary" : "secondary"} onPress={onAdd} isDisabled={!canAdd}>
      {t("factors.add")}
    </Button>
  );
  return (
    <FormSection title={t("factors")} description={t("factors.words")}>
      {factors.length === 0 ? (
        <div className="card-list">
          <EmptyState figure="lock" title={t("factors.empty")} description={t("factors.emptyWords")} actions={add} />
        </div>
      ) : (
        <>
          <ul className="card-list">
            {factors.map((factor) => (
              <FactorRow key={factor.id} factor={factor} onRename={() => setActing({ what: "rename", factor })} onRemove={() => setActing({ what: "remove", factor })} />
            ))}
          </ul>
          <div className="row-of">
            {add}
            {!canAdd && <span className="meta">{t("factors.noneLeft")}</span>}
          </div>
        </>
      )}
      {acting?.what === "rename" && <RenameDialog factor={acting.factor} onClose={close} />}
      {acting?.what === "remove" && <RemoveDialog factor={acting.factor} isLast={factors.length === 1} onClose={close} />}
    </FormSection>
  );
}

function FactorRow({ factor, onRename, onRemove }: { factor: Factor; onRename(): void; onRemove(): void }) {
  const t = useT(securityWords);
  const words = useT(factorWords);
  const format = useFormat();
  const kind = words(`kind.${factor.kind}`);
  const name = factor.label || kind;
  const facts = [
    name === kind ? null : kind,
    factor.detail,
    factor.last_used_at ? t("factor.used", { when: format.relative(factor.last_used_at) }) : t("factor.never"),
    t("factor.added", { when: format.relative(factor.created_at) }),
  ];
  return (
    <li className="card-row">
      <span className="factor-icon">
        <Icon icon={KIND_ICONS[factor.kind]} size={17} />
      </span>
      <span className="card-words">
        <span className="card-title">
          {name}
          {factor.kind === "sms_code" && <Pill color="amber">{words("weaker")}</Pill>}
          {factor.kind === "passkey" && typeof factor.backed_up === "boolean" && <Pill dot={false}>{t(factor.backed_up ? "factor.synced" : "factor.oneDevice")}</Pill>}
        </span>
        <span className="meta">{facts.filter(Boolean).join(" · ")}</span>
      </span>
      <Menu
        label={t("factor.menu", { name })}
        placement="bottom end"
        trigger={<IconButton icon={Ellipsis} label={t("factor.menu", { name })} tooltip={false} />}
        groups={[
          {
            id: "factor",
            items: [
              { id: "rename", label: t("factor.rename"), icon: Pencil, onAction: onRename },
              { id: "remove", label: t("factor.remove"), icon: Trash2, isDanger: true, onAction: onRemove },
            ],
          },
        ]}
      />
    </li>
  );
}

function RenameDialog({ factor, onClose }: { factor: Factor; onClose(): void }) {
  const t = useT(securityWords);
  const words = useT(factorWords);
  const client = useQueryClient();
  const form = useId();
  const [label, setLabel] = useState(factor.label);
  const name = label.trim();
  const save = useMutation({
    mutationFn: () => factorRename(factor.id, name),
    onSuccess: () => {
      toast({ message: t("renamed", { name }), tone: "success" });
      onClose();
      return client.invalidateQueries({ queryKey: keys.mySecurity() });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name !== "" && !save.isPending) save.mutate();
  };
  const refused = isApiError(save.error) ? (save.error.field("label") ?? errorWords(save.error, t)) : null;
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("rename.title")}
      size="small"
      footer={
        <>
          <Button onPress={onClose}>{t("cancel")}</Button>
          <Button type="submit" form={form} variant="primary" isPending={save.isPending}>
            {t("save")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate>
        <TextField
          label={words("add.label")}
          value={label}
          onChange={(value) => {
            setLabel(value);
            save.reset();
          }}
          error={refused ?? (name === "" ? words("add.label.missing") : null)}
          maxLength={60}
          autoFocus
        />
      </form>
    </Dialog>
  );
}

function RemoveDialog({ factor, isLast, onClose }: { factor: Factor; isLast: boolean; onClose(): void }) {
  const t = useT(securityWords);
  const words = useT(factorWords);
  const client = useQueryClient();
  const name = factor.label || words(`kind.${factor.kind}`);
  const remove = useMutation({
    mutationFn: () => factorRemove(factor.id),
    onSuccess: () => {
      toast({ message: t("remove.done", { name }), tone: "success" });
      onClose();
      return client.invalidateQueries({ queryKey: keys.mySecurity() });
    },
  });
  const refused = isApiError(remove.error, "factor_required") ? t("required") : remove.error ? errorWords(remove.error, t) : null;
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("remove.title", { name })}
      confirmLabel={t("factor.remove")}
      cancelLabel={t("cancel")}
      onConfirm={() => remove.mutate()}
      isPending={remove.isPending}
      isDanger
    >
      <div className="stack is-tight">
        <p>{t(isLast ? "remove.last" : "remove.words")}</p>
        <FormError>{refused}</FormError>
      </div>
    </ConfirmDialog>
  );
}
