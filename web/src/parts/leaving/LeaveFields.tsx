/** What is said and asked before somebody is let go. */
import { Check } from "lucide";
import type { Ref } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { leavingWords } from "../../lib/i18n/dict/leaving";
import { FormStack } from "../../ui/FormRow";
import { Icon } from "../../ui/Icon";
import { TagField } from "../../ui/TagField";
import { TextArea } from "../../ui/TextArea";
import { PersonPicker } from "../PersonPicker";
import "./leaving.css";

export interface LeaveDraft {
  successor: Ref | null;
  note: string;
  items: string[];
}

const WHAT = ["out", "tokens", "records", "list"] as const;
/** What the server takes. */
const MAX_NOTE = 2000;

export interface LeaveFieldsProps {
  draft: LeaveDraft;
  onChange(patch: Partial<LeaveDraft>): void;
  isGone: boolean;
  hasList: boolean;
  problems: { successor: string | null; note: string | null; items: string | null };
}

export function LeaveFields({ draft, onChange, isGone, hasList, problems }: LeaveFieldsProps) {
  const t = useT(leavingWords);
  return (
    <FormStack>
      {isGone ? (
        <p>{t("on.what")}</p>
      ) : (
        <section className="leaving-what">
          <h3>{t("what")}</h3>
          <ul>
            {WHAT.map((id) => (
              <li key={id}>
                <Icon icon={Check} size={15} />
                <span>{t(`what.${id}`)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <PersonPicker
        label={t("successor")}
        description={isGone ? undefined : t("successor.help")}
        placeholder={t("successor.placeholder")}
        isRequired={isGone}
        value={draft.successor}
        onChange={(successor) => onChange({ successor })}
        error={problems.successor}
      />
      {!hasList && (
        <>
          <TextArea label={t("note")} description={t("note.help")} rows={2} value={draft.note} onChange={(note) => onChange({ note })} error={problems.note} maxLength={MAX_NOTE} />
          <TagField label={t("items")} description={t("items.help")} placeholder={t("items.placeholder")} value={draft.items} onChange={(items) => onChange({ items })} error={problems.items} />
        </>
      )}
    </FormStack>
  );
}
