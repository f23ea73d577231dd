/** Before a role is saved: whose rights change, and how. */
import { useQuery } from "@tanstack/react-query";
import { ArrowRight, TrendingDown, TrendingUp } from "lucide";
import * as calls from "../../lib/api/calls";
import { useObject } from "../../lib/api/hooks";
import type { Role, RoleChange } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { rolesWords } from "../../lib/i18n/dict/roles";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import { FormError } from "../../ui/FormRow";
import { SkeletonLines } from "../../ui/Skeleton";
import type { RoleDifference } from "./grants";
import { useRightWords } from "./words";

export interface PreviewDialogProps {
  role: Role;
  changes: readonly RoleDifference[];
  onClose(): void;
  onApply(): void;
  isPending: boolean;
  /** Why saving did not work, in words. */
  problem: string | null;
}

const SHOWN = 8;

/** Changes person by person, in the order the server gave. */
function byPerson(changes: readonly RoleChange[]): RoleChange[][] {
  const people = new Map<string, RoleChange[]>();
  for (const change of changes) people.set(change.user.id, [...(people.get(change.user.id) ?? []), change]);
  return [...people.values()];
}

export function PreviewDialog({ role, changes, onClose, onApply, isPending, problem }: PreviewDialogProps) {
  const t = useT(rolesWords);
  const preview = useQuery({ queryKey: ["role-preview", role], queryFn: ({ signal }) => calls.rolePreview(role, signal), gcTime: 0, retry: false });
  const people = byPerson(preview.data?.changes ?? []);
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("preview.title")}
      size="large"
      footer={
        <>
          <Button onPress={onClose}>{t("cancel")}</Button>
          <Button variant="primary" onPress={onApply} isPending={isPending} isDisabled={!preview.data}>
            {t("preview.apply")}
          </Button>
        </>
      }
    >
      <div className="stack">
        <FormError>{problem ?? (preview.error ? errorWords(preview.error, t) : null)}</FormError>
        {preview.isPending && <SkeletonLines lines={4} />}
        {preview.data && (people.length === 0 ? <Callout>{t("preview.nobody")}</Callout> : <Callout tone="warning">{t("preview.people", { n: people.length })}</Callout>)}
        {people.map((own) => (
          <Person key={own[0]?.user.id} changes={own} />
        ))}
        <section className="stack is-tight">
          <h3 className="sub-title">{t("preview.role")}</h3>
          <ul className="card-list roles-diff">
            {changes.map((change) => (
              <DifferenceRow key={`${change.object} ${change.right}`} object={change.object} right={change.right} before={change.before} after={change.after} />
            ))}
          </ul>
        </section>
      </div>
    </Dialog>
  );
}

function Person({ changes }: { changes: RoleChange[] }) {
  const t = useT(rolesWords);
  const name = changes[0]?.user.label ?? "";
  return (
    <section className="stack is-tight">
      <h3 className="sub-title row-of">
        <Avatar name={name} />
        {name}
      </h3>
      <ul className="card-list roles-diff">
        {changes.slice(0, SHOWN).map((change) => (
          <DifferenceRow key={`${change.object} ${change.action}`} object={change.object} right={change.action} before={change.before} after={change.after} gains={change.gains} />
        ))}
        {changes.length > SHOWN && <li className="card-row meta">{t("preview.more", { n: changes.length - SHOWN })}</li>}
      </ul>
    </section>
  );
}

function DifferenceRow({ object, right, before, after, gains }: { object: string | null; right: string; before: unknown; after: unknown; gains?: boolean }) {
  const t = useT(rolesWords);
  const words = useRightWords();
  const meta = useObject(right.startsWith("field:") ? (object ?? "") : "");
  return (
    <li className="card-row">
      {gains !== undefined && <Icon icon={gains ? TrendingUp : TrendingDown} label={t(gains ? "preview.gain" : "preview.loss")} className={gains ? "roles-gain" : "roles-loss"} />}
      <span className="card-words">{[words.object(object), words.right(right, meta.data)].filter(Boolean).join(" · ")}</span>
      <span className="roles-from">
        <span className="meta">{words.value(before)}</span>
        <Icon icon={ArrowRight} size={13} />
        <strong>{words.value(after)}</strong>
      </span>
    </li>
  );
}
