/** One role: its name, what it gives over objects, fields and the system. Saved only after seeing who gains or loses what. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Copy, Trash2 } from "lucide";
import { useMemo, useState } from "react";
import * as calls from "../../lib/api/calls";
import { isApiError } from "../../lib/api/error";
import { keys } from "../../lib/api/keys";
import type { Role } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useLabel, useT } from "../../lib/i18n";
import { rolesWords } from "../../lib/i18n/dict/roles";
import { PageHead } from "../../lib/page";
import { LabelFields } from "../../parts/LabelFields";
import { Unsaved } from "../../parts/Unsaved";
import { useUrlState } from "../../parts/useUrlState";
import { Waiting } from "../../parts/Waiting";
import { Breadcrumbs } from "../../ui/Breadcrumbs";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { Checkbox } from "../../ui/Checkbox";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { usePhone } from "../../ui/hooks/useMediaQuery";
import { IconButton } from "../../ui/IconButton";
import { Tabs } from "../../ui/Tabs";
import { toast } from "../../ui/Toast";
import { FieldRights } from "./FieldRights";
import { differences, withCapability } from "./grants";
import { Matrix, type MatrixProps } from "./Matrix";
import { NewRoleDialog } from "./NewRoleDialog";
import { PreviewDialog } from "./PreviewDialog";
import { useCapabilities, useRoleList } from "./queries";
import "../../parts/parts.css";
import "./roles.css";

export function RolePage() {
  const params = useParams({ strict: false }) as { role?: string };
  const key = params.role ?? "";
  const role = useQuery({ queryKey: keys.role(key), queryFn: ({ signal }) => calls.role(key, signal) });
  return (
    <div className="page-body is-wide">
      <Waiting query={role} />
      {/* A newer version starts the editor anew. */}
      {role.data && <RoleEditor key={`${key} ${role.data.version}`} saved={role.data} />}
    </div>
  );
}

function RoleEditor({ saved }: { saved: Role }) {
  const t = useT(rolesWords);
  const label = useLabel();
  const phone = usePhone();
  const url = useUrlState();
  const navigate = useNavigate();
  const client = useQueryClient();
  const roles = useRoleList();
  const [role, setRole] = useState(saved);
  const [copying, setCopying] = useState(false);
  const [previewing, setPreviewing] = useState(false);
  const changes = useMemo(() => differences(saved, role), [saved, role]);
  const isReadOnly = saved.shipped;
  const name = label(saved.label);
  const save = useMutation({
    mutationFn: () => calls.rolePut(role.key, role),
    onSuccess: (next) => {
      setPreviewing(false);
      setRole(next);
      client.setQueryData(keys.role(next.key), next);
      toast({ message: t("saved", { name: label(next.label) }), tone: "success" });
      void client.invalidateQueries({ queryKey: keys.roles(), exact: true });
      void client.invalidateQueries({ queryKey: keys.me() });
      void client.invalidateQueries({ queryKey: keys.objects() });
    },
  });
  const problem = save.error ? (isApiError(save.error, "version_conflict") ? t("conflict") : errorWords(save.error, t)) : null;
  const editor: MatrixProps = { role, onChange: setRole, isReadOnly };
  return (
    <>
      <PageHead title={name} heading={<Breadcrumbs label={t("title")} items={[{ label: t("title"), href: "/settings/roles" }, { label: name }]} />}>
        {phone ? (
          <IconButton icon={Copy} label={t("copy")} onPress={() => setCopying(true)} />
        ) : (
          <Button icon={Copy} onPress={() => setCopying(true)}>
            {t("copy")}
          </Button>
        )}
      </PageHead>
      <div className="stack">
        {isReadOnly && (
          <Callout title={t("shipped.title")}>{t("shipped.words")}</Callout>
        )}
        <p className="meta">{[label(saved.description), t("members", { n: saved.member_count })].filter(Boolean).join(" · ")}</p>
        <Tabs
          label={name}
          selected={url.get("tab") || "objects"}
          onSelect={(tab) => url.set({ tab })}
          items={[
            { id: "objects", label: t("tab.objects"), content: <Matrix {...editor} /> },
            { id: "fields", label: t("tab.fields"), content: <FieldRights {...editor} /> },
            { id: "system", label: t("tab.system"), content: <SystemRights {...editor} /> },
            { id: "about", label: t("tab.about"), content: <About {...editor} onDeleted={() => void navigate({ href: "/settings/roles" })} /> },
          ]}
        />
      </div>
      <Unsaved isDirty={changes.length > 0} count={changes.length} onDiscard={() => setRole(saved)}>
        <Button variant="primary" onPress={() => setPreviewing(true)}>
          {t("save")}
        </Button>
      </Unsaved>
      {previewing && (
        <PreviewDialog
          role={role}
          changes={changes}
          onClose={() => {
            setPreviewing(false);
            save.reset();
          }}
          onApply={() => save.mutate()}
          isPending={save.isPending}
          problem={problem}
        />
      )}
      {copying && (
        <NewRoleDialog
          roles={roles.data?.items ?? [saved]}
          from={saved.key}
          onClose={() => setCopying(false)}
          onMade={(made) => {
            setCopying(false);
            void navigate({ href: `/settings/roles/${encodeURIComponent(made.key)}` });
          }}
        />
      )}
    </>
  );
}

function SystemRights({ role, onChange, isReadOnly }: MatrixProps) {
  const t = useT(rolesWords);
  const label = useLabel();
  const capabilities = useCapabilities();
  return (
    <div className="stack is-tight">
      <p className="meta">{t("system.help")}</p>
      <ul className="card-list">
        {capabilities.map(({ key, label: name, description }) => (
          <li key={key} className="card-row">
            <Checkbox isSelected={role.system.includes(key)} isDisabled={isReadOnly} onChange={(has) => onChange(withCapability(role, key, has))}>
              {label(name)}
              <span className="meta roles-note">{label(description)}</span>
            </Checkbox>
          </li>
        ))}
      </ul>
    </div>
  );
}

function About({ role, onChange, isReadOnly, onDeleted }: MatrixProps & { onDeleted(): void }) {
  const t = useT(rolesWords);
  const label = useLabel();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const name = label(role.label);
  const remove = useMutation({
    mutationFn: () => calls.roleDelete(role.key),
    onSuccess: () => {
      toast({ message: t("delete.done", { name }), tone: "success" });
      client.removeQueries({ queryKey: keys.role(role.key) });
      onDeleted();
      return client.invalidateQueries({ queryKey: keys.roles(), exact: true });
    },
    onError: (error) => {
      setAsking(false);
      toast({ message: errorWords(error, t), tone: "danger" });
    },
  });
  return (
    <div className="stack roles-about">
      <LabelFields label={t("label")} value={role.label} onChange={(next) => onChange({ ...role, label: next })} isDisabled={isReadOnly} isRequired />
      <LabelFields label={t("description")} value={role.description} onChange={(next) => onChange({ ...role, description: next })} isDisabled={isReadOnly} maxLength={300} />
      <p className="meta mono">{role.key}</p>
      {!isReadOnly && (
        <div className="row-of">
          <Button variant="quiet" icon={Trash2} isDisabled={role.member_count > 0} onPress={() => setAsking(true)}>
            {t("delete")}
          </Button>
          {role.member_count > 0 && <span className="meta">{t("delete.blocked", { n: role.member_count })}</span>}
        </div>
      )}
      <ConfirmDialog isOpen={asking} onOpenChange={setAsking} title={t("delete.title", { name })} confirmLabel={t("delete")} cancelLabel={t("cancel")} onConfirm={() => remove.mutate()} isPending={remove.isPending} isDanger>
        {t("delete.words")}
      </ConfirmDialog>
    </div>
  );
}
