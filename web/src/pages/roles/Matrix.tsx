/** Objects by actions. On a phone one object at a time. */
import { RotateCcw } from "lucide";
import { useState } from "react";
import { useObjects } from "../../lib/api/hooks";
import type { Grant, Role } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { rolesWords } from "../../lib/i18n/dict/roles";
import { Checkbox } from "../../ui/Checkbox";
import { cx } from "../../ui/classes";
import { usePhone } from "../../ui/hooks/useMediaQuery";
import { Icon } from "../../ui/Icon";
import { namedIcon } from "../../ui/Icon/named";
import { IconButton } from "../../ui/IconButton";
import { NativeSelect } from "../../ui/NativeSelect";
import { grantOf, SCOPED, type ScopedAction, SCOPES, scopeLevel, SWITCHES, type SwitchAction, within, withGrant, withoutGrant, withScope } from "./grants";

export interface MatrixProps {
  role: Role;
  onChange(role: Role): void;
  isReadOnly: boolean;
}

interface CellProps extends MatrixProps {
  object: string | null;
  name: string;
}

export function Matrix(props: MatrixProps) {
  return usePhone() ? <PhoneMatrix {...props} /> : <TableMatrix {...props} />;
}

function ScopeCell({ role, onChange, isReadOnly, object, name, action }: CellProps & { action: ScopedAction }) {
  const t = useT(rolesWords);
  const { grant, isInherited } = grantOf(role, object);
  return (
    <NativeSelect
      label={`${name}: ${t(`a.${action}`)}`}
      items={SCOPES.map((scope) => ({ id: scope, label: t(`s.${scope}`), isDisabled: action !== "view" && !within(scope, grant.view) }))}
      value={grant[action]}
      onChange={(scope) => onChange(withGrant(role, object, withScope(grant, action, scope)))}
      isDisabled={isReadOnly}
      isInherited={isInherited}
      level={scopeLevel(grant[action])}
      isWide
    />
  );
}

function SwitchCell({ role, onChange, isReadOnly, object, name, action }: CellProps & { action: SwitchAction }) {
  const t = useT(rolesWords);
  const { grant } = grantOf(role, object);
  const set = (value: boolean): Grant => ({ ...grant, [action]: value });
  return <Checkbox aria-label={`${name}: ${t(`a.${action}`)}`} isSelected={grant[action]} isDisabled={isReadOnly} onChange={(value) => onChange(withGrant(role, object, set(value)))} />;
}

function ResetButton({ role, onChange, isReadOnly, object, name }: CellProps) {
  const t = useT(rolesWords);
  if (object === null || isReadOnly || !(object in role.objects)) return null;
  return <IconButton size="small" icon={RotateCcw} label={t("reset")} aria-label={`${t("reset")}: ${name}`} onPress={() => onChange(withoutGrant(role, object))} />;
}

function TableMatrix(props: MatrixProps) {
  const t = useT(rolesWords);
  const label = useLabel();
  const objects = useObjects();
  const rows = [{ object: null, name: t("others"), icon: "layers" }, ...objects.map((object) => ({ object: object.name, name: label(object.label), icon: object.icon }))];
  return (
    <>
      <p className="meta">{t("matrix.help")}</p>
      <div className="roles-scroll" tabIndex={0} role="region" aria-label={t("tab.objects")}>
        <table className="roles-matrix">
          <thead>
            <tr>
              <th scope="col">{t("object")}</th>
              {SCOPED.map((action) => (
                <th key={action} scope="col">
                  {t(`a.${action}`)}
                </th>
              ))}
              {SWITCHES.map((action) => (
                <th key={action} scope="col" className="is-switch" title={action === "through" ? t("a.through.help") : undefined}>
                  {t(`a.${action}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.object ?? ""} className={cx(row.object === null && "is-others")}>
                <th scope="row">
                  <span className="roles-object">
                    <Icon icon={namedIcon(row.icon)} size={15} />
                    <span className="ellipsis">{row.name}</span>
                    <ResetButton {...props} {...row} />
                  </span>
                </th>
                {SCOPED.map((action) => (
                  <td key={action}>
                    <ScopeCell {...props} {...row} action={action} />
                  </td>
                ))}
                {SWITCHES.map((action) => (
                  <td key={action} className="is-switch">
                    <SwitchCell {...props} {...row} action={action} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function PhoneMatrix(props: MatrixProps) {
  const t = useT(rolesWords);
  const label = useLabel();
  const objects = useObjects();
  const [chosen, setChosen] = useState("");
  const object = chosen === "" ? null : chosen;
  const name = object === null ? t("others") : label(objects.find((entry) => entry.name === object)?.label);
  const { isInherited } = grantOf(props.role, object);
  const cell = { ...props, object, name };
  return (
    <div className="stack is-tight">
      <NativeSelect label={t("object")} items={[{ id: "", label: t("others") }, ...objects.map((entry) => ({ id: entry.name, label: label(entry.label) }))]} value={chosen} onChange={setChosen} isWide />
      <p className="row-of meta">
        {object === null ? t("others.help") : isInherited ? t("inherited") : null}
        <ResetButton {...cell} />
      </p>
      <dl className="roles-phone">
        {SCOPED.map((action) => (
          <div key={action}>
            <dt>{t(`a.${action}`)}</dt>
            <dd>
              <ScopeCell {...cell} action={action} />
            </dd>
          </div>
        ))}
        {SWITCHES.map((action) => (
          <div key={action}>
            <dt>
              {t(`a.${action}`)}
              {action === "through" && <span className="meta roles-note">{t("a.through.help")}</span>}
            </dt>
            <dd>
              <SwitchCell {...cell} action={action} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
