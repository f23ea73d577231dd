/** Rights to fields: by data class, and one by one for a chosen object. */
import { useState } from "react";
import { useObject, useObjects } from "../../lib/api/hooks";
import type { Field, FieldAccess, Role } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { rolesWords } from "../../lib/i18n/dict/roles";
import { Waiting } from "../../parts/Waiting";
import { FormSection } from "../../ui/FormRow";
import { NativeSelect } from "../../ui/NativeSelect";
import { CLASSES, classRight, grantOf, guardedClass, RIGHTS, rightLevel, withFieldRight, withGrant } from "./grants";
import type { MatrixProps } from "./Matrix";

export function FieldRights({ role, onChange, isReadOnly }: MatrixProps) {
  const t = useT(rolesWords);
  const label = useLabel();
  const objects = useObjects();
  const [chosen, setChosen] = useState("");
  const object = chosen === "" ? null : chosen;
  const { grant, isInherited } = grantOf(role, object);
  const rights = RIGHTS.map((right) => ({ id: right, label: t(`r.${right}`) }));
  return (
    <div className="stack">
      <div className="roles-pick">
        <NativeSelect label={t("object")} items={[{ id: "", label: t("others") }, ...objects.map((entry) => ({ id: entry.name, label: label(entry.label) }))]} value={chosen} onChange={setChosen} isWide />
        <span className="meta">{object === null ? t("others.help") : isInherited ? t("inherited") : null}</span>
      </div>
      <FormSection title={t("classes")} description={t("classes.help")}>
        <ul className="card-list">
          {CLASSES.map((dataClass) => (
            <li key={dataClass} className="card-row roles-right">
              <span className="card-words">{t(`c.${dataClass}`)}</span>
              <NativeSelect
                label={`${t("class")}: ${t(`c.${dataClass}`)}`}
                items={rights}
                value={classRight(grant, dataClass)}
                onChange={(right) => onChange(withGrant(role, object, { ...grant, classes: { ...grant.classes, [dataClass]: right } }))}
                isDisabled={isReadOnly}
                isInherited={isInherited}
                level={rightLevel(classRight(grant, dataClass))}
              />
            </li>
          ))}
        </ul>
      </FormSection>
      <FormSection title={t("fields")} description={object === null ? t("fields.choose") : t("fields.help")}>
        {object !== null && <ObjectFields key={object} object={object} role={role} onChange={onChange} isReadOnly={isReadOnly} />}
      </FormSection>
    </div>
  );
}

const BY_CLASS = "by_class";

function ObjectFields({ object, role, onChange, isReadOnly }: MatrixProps & { object: string }) {
  const meta = useObject(object);
  const { grant } = grantOf(role, object);
  const set = (field: string, right: FieldAccess | null) => onChange(withGrant(role, object, withFieldRight(grant, field, right)));
  return (
    <>
      <Waiting query={meta} />
      {meta.data && (
        <ul className="card-list">
          {meta.data.fields
            .filter((field) => !field.retired)
            .map((field) => (
              <FieldRow key={field.name} field={field} role={role} object={object} isReadOnly={isReadOnly} onChange={(right) => set(field.name, right)} />
            ))}
        </ul>
      )}
    </>
  );
}

function FieldRow({ field, role, object, isReadOnly, onChange }: { field: Field; role: Role; object: string; isReadOnly: boolean; onChange(right: FieldAccess | null): void }) {
  const t = useT(rolesWords);
  const label = useLabel();
  const { grant } = grantOf(role, object);
  const own = grant.fields[field.name];
  const guarded = guardedClass(field);
  const byClass = classRight(grant, guarded);
  return (
    <li className="card-row roles-right">
      <span className="card-words">
        <span className="ellipsis">{label(field.label)}</span>
        <span className="meta ellipsis">
          {field.name} · {t(`c.${guarded}`)}
        </span>
      </span>
      <NativeSelect<FieldAccess | typeof BY_CLASS>
        label={label(field.label)}
        items={[{ id: BY_CLASS, label: t("byClass", { right: t(`r.${byClass}`) }) }, ...RIGHTS.map((right) => ({ id: right, label: t(`r.${right}`) }))]}
        value={own ?? BY_CLASS}
        onChange={(right) => onChange(right === BY_CLASS ? null : right)}
        isDisabled={isReadOnly}
        isInherited={own === undefined}
        level={rightLevel(own ?? byClass)}
      />
    </li>
  );
}
