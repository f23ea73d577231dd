/** Shows a value: empty as a dash where there is room, masked with its lock, everything else with its type's face. */
import { EyeOff } from "lucide";
import type { Field } from "../lib/api/types";
import { useT } from "../lib/i18n";
import { Icon } from "../ui/Icon";
import { faceOf } from "./registry";
import { asText, isEmpty } from "./values";
import "./shared/shared.css";

export interface FieldValueProps {
  field: Field;
  value: unknown;
  /** The reader gets only the masked text. */
  isMasked?: boolean;
  /** "cell" is one line; "view" has room and shows a dash for nothing. */
  kind?: "cell" | "view";
}

export function FieldValue({ field, value, isMasked, kind = "cell" }: FieldValueProps) {
  const t = useT();
  if (isEmpty(value)) return kind === "view" ? <span className="f-none">{t("value.empty")}</span> : null;
  if (isMasked) {
    return (
      <span className="f-masked" title={t("value.masked")}>
        <Icon icon={EyeOff} size={13} label={t("value.masked")} />
        <span className="num ellipsis">{asText(value) || "•••"}</span>
      </span>
    );
  }
  const { Cell, View } = faceOf(field);
  return kind === "view" && View ? <View field={field} value={value} /> : <Cell field={field} value={value} />;
}

