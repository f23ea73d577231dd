/** Rights in words: the difference of two roles and the changes of people use the same names. */
import { useMemo } from "react";
import { useObjects } from "../../lib/api/hooks";
import type { FieldAccess, ObjectMeta, Scope } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { rolesWords } from "../../lib/i18n/dict/roles";
import { useCapabilities } from "./queries";

const ACTIONS = ["view", "edit", "delete", "transfer", "export", "create", "bulk", "import", "through", "history"] as const;
const isOneOf = <V extends string>(values: readonly V[], value: string): value is V => (values as readonly string[]).includes(value);
const SCOPE_NAMES: readonly Scope[] = ["none", "own", "team", "team_below", "all"];
const RIGHT_NAMES: readonly FieldAccess[] = ["hidden", "masked", "read", "edit"];
const CLASS_NAMES = ["public", "internal", "sensitive", "restricted"] as const;
const VALUE_NAMES = ["yes", "no", "by_class"] as const;
const SELF_NAMES = ["label", "description", "own"] as const;

export interface RightWords {
  /** With the object's metadata a field has its label. "view", "field:phone", "class:sensitive", "users.manage". */
  right(right: string, meta?: ObjectMeta): string;
  value(value: unknown): string;
  /** Null for the system or the role itself; "" for all other objects. */
  object(name: string | null): string;
}

export function useRightWords(): RightWords {
  const t = useT(rolesWords);
  const label = useLabel();
  const objects = useObjects();
  const capabilities = useCapabilities();
  return useMemo(
    () => ({
      right: (right, meta) => {
        if (isOneOf(ACTIONS, right)) return t(`a.${right}`);
        if (isOneOf(SELF_NAMES, right)) return t(`d.${right}`);
        const [kind, name = ""] = right.split(":", 2);
        if (kind === "class" && isOneOf(CLASS_NAMES, name)) return t("d.class", { name: t(`c.${name}`) });
        if (kind === "field") return t("d.field", { name: label(meta?.fields.find((field) => field.name === name)?.label) || name });
        return label(capabilities.find(({ key }) => key === right)?.label) || right;
      },
      value: (value) => {
        const text = value === true ? "yes" : value === false ? "no" : String(value);
        if (isOneOf(SCOPE_NAMES, text)) return t(`s.${text}`);
        if (isOneOf(RIGHT_NAMES, text)) return t(`r.${text}`);
        if (isOneOf(VALUE_NAMES, text)) return t(`v.${text}`);
        return text;
      },
      object: (name) => (name === "" ? t("others") : name === null ? "" : label(objects.find((object) => object.name === name)?.label) || name),
    }),
    [t, label, objects, capabilities],
  );
}
