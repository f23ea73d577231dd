/** How the form and the record page are grouped, which columns a list begins with, and which related lists stand below. */
import { Columns2, Plus, Square, X } from "lucide";
import { useState } from "react";
import * as calls from "../../lib/api/calls";
import type { Layout, LayoutSection, ObjectMeta } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { schemaWords } from "../../lib/i18n/dict/schema";
import { Unsaved } from "../../parts/Unsaved";
import { Button } from "../../ui/Button";
import { FormError, FormSection } from "../../ui/FormRow";
import { IconButton } from "../../ui/IconButton";
import { NativeSelect } from "../../ui/NativeSelect";
import { SegmentedControl } from "../../ui/SegmentedControl";
import { SortList } from "../../ui/SortList";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/Toast";
import * as moves from "./layout";
import { PlanDialog } from "./PlanDialog";
import { RelatedEditor } from "./RelatedEditor";
import { usePlan } from "./usePlan";

const OUT = "";

interface EditProps {
  object: ObjectMeta;
  layout: Layout;
  onChange(layout: Layout): void;
}

export function LayoutTab({ object }: { object: ObjectMeta }) {
  const t = useT(schemaWords);
  const label = useLabel();
  const plan = usePlan();
  const [layout, setLayout] = useState(object.layout);
  const edit: EditProps = { object, layout, onChange: setLayout };
  const save = () => {
    const body = { layout, version: object.version };
    plan.ask({
      plan: () => calls.objectPlan(object.name, { change_object: body }),
      apply: () => calls.objectPatch(object.name, body),
      onDone: (next) => void toast({ message: t("done.saved", { name: label(next.label) }), tone: "success" }),
      isQuiet: true,
    });
  };
  return (
    <div className="stack schema-layout">
      <FormSection title={t("layout.sections")} description={t("layout.sections.help")}>
        <Sections {...edit} />
      </FormSection>
      <FormSection title={t("layout.unused")}>
        <Unplaced {...edit} />
      </FormSection>
      <FormSection title={t("layout.list")} description={t("layout.list.help")}>
        <ListColumns {...edit} />
      </FormSection>
      <FormSection title={t("layout.related")} description={t("layout.related.help")}>
        <RelatedEditor object={object} related={layout.related} onChange={(related) => setLayout({ ...layout, related })} />
      </FormSection>
      <FormError>{plan.shown === null ? plan.problem : null}</FormError>
      <Unsaved isDirty={!moves.sameLayout(object.layout, layout)} onDiscard={() => setLayout(object.layout)}>
        <Button variant="primary" onPress={save} isPending={plan.isPending}>
          {t("layout.save")}
        </Button>
      </Unsaved>
      <PlanDialog plan={plan} />
    </div>
  );
}

function useNames(object: ObjectMeta): (field: string) => string {
  const label = useLabel();
  return (name) => label(object.fields.find((field) => field.name === name)?.label) || name;
}

function useSectionName(): (section: LayoutSection | undefined) => string {
  const t = useT(schemaWords);
  const label = useLabel();
  return (section) => label(section?.label) || t("layout.unnamed");
}

function Sections({ object, layout, onChange }: EditProps) {
  const t = useT(schemaWords);
  const sectionName = useSectionName();
  // Sections have no key of their own: each gets one here, which goes with it.
  const [ids, setIds] = useState(() => layout.sections.map((_, index) => `s${index}`));
  const known = layout.sections.map((section, index) => ({ section, id: ids[index] ?? `s${index}-${layout.sections.length}` }));
  const reorder = (from: number, to: number) => {
    const next = ids.toSpliced(from, 1).toSpliced(to, 0, ids[from] ?? "");
    setIds(next);
    onChange(moves.moveSection(layout, from, to));
  };
  const add = () => {
    setIds([...ids, `s${Date.now()}`]);
    onChange(moves.addSection(layout, { zh: "", en: "" }));
  };
  const remove = (index: number) => {
    setIds(ids.toSpliced(index, 1));
    onChange(moves.removeSection(layout, index));
  };
  return (
    <>
      <SortList look="cards" label={t("layout.sections")} items={known} itemId={({ id }) => id} itemLabel={({ section }) => sectionName(section)} onMove={reorder}>
        {({ section }, index) => (
          <div className="stack is-tight">
            <div className="schema-section-head">
              <TextField label={`${t("layout.section")} 中文`} hideLabel placeholder="中文" value={section.label.zh} onChange={(zh) => onChange(moves.nameSection(layout, index, { ...section.label, zh }))} maxLength={80} />
              <TextField label={`${t("layout.section")} English`} hideLabel placeholder="English" value={section.label.en} onChange={(en) => onChange(moves.nameSection(layout, index, { ...section.label, en }))} maxLength={80} />
              <SegmentedControl
                label={t("layout.columns")}
                value={section.columns === 1 ? "1" : "2"}
                onChange={(columns) => onChange(moves.setColumns(layout, index, columns === "1" ? 1 : 2))}
                items={[
                  { id: "1", label: t("layout.one"), icon: Square, hideLabel: true },
                  { id: "2", label: t("layout.two"), icon: Columns2, hideLabel: true },
                ]}
              />
              <IconButton size="small" icon={X} label={t("layout.section.remove")} aria-label={`${t("layout.section.remove")}: ${sectionName(section)}`} onPress={() => remove(index)} />
            </div>
            {section.fields.length === 0 ? <p className="meta">{t("layout.empty")}</p> : <SectionFields object={object} layout={layout} onChange={onChange} index={index} />}
          </div>
        )}
      </SortList>
      <div>
        <Button size="small" variant="dashed" icon={Plus} onPress={add}>
          {t("layout.section.add")}
        </Button>
      </div>
    </>
  );
}

function SectionFields({ object, layout, onChange, index }: EditProps & { index: number }) {
  const t = useT(schemaWords);
  const nameOf = useNames(object);
  const sectionName = useSectionName();
  const section = layout.sections[index];
  if (!section) return null;
  return (
    <SortList label={sectionName(section)} items={section.fields} itemId={(field) => field} itemLabel={nameOf} onMove={(from, to) => onChange(moves.moveField(layout, index, from, to))}>
      {(field) => (
        <div className="schema-place">
          <span className="ellipsis">{nameOf(field)}</span>
          <NativeSelect
            label={`${nameOf(field)}: ${t("layout.field.move")}`}
            items={[...layout.sections.map((entry, place) => ({ id: String(place), label: sectionName(entry) })), { id: OUT, label: t("layout.field.remove") }]}
            value={String(index)}
            onChange={(place) => onChange(moves.placeField(layout, field, place === OUT ? null : Number(place)))}
          />
        </div>
      )}
    </SortList>
  );
}

function Unplaced({ object, layout, onChange }: EditProps) {
  const t = useT(schemaWords);
  const nameOf = useNames(object);
  const sectionName = useSectionName();
  const fields = moves.unplaced(object, layout);
  if (fields.length === 0) return <p className="meta">{t("layout.unused.none")}</p>;
  return (
    <ul className="schema-unplaced">
      {fields.map((field) => (
        <li key={field.name} className="schema-place">
          <span className="ellipsis">{nameOf(field.name)}</span>
          <NativeSelect
            label={`${nameOf(field.name)}: ${t("layout.place")}`}
            items={[{ id: OUT, label: t("layout.place") }, ...layout.sections.map((entry, place) => ({ id: String(place), label: sectionName(entry) }))]}
            value={OUT}
            onChange={(place) => place !== OUT && onChange(moves.placeField(layout, field.name, Number(place)))}
          />
        </li>
      ))}
    </ul>
  );
}

function ListColumns({ object, layout, onChange }: EditProps) {
  const t = useT(schemaWords);
  const nameOf = useNames(object);
  const more = moves.listable(object, layout);
  return (
    <>
      <SortList label={t("layout.list")} items={layout.list} itemId={(field) => field} itemLabel={nameOf} onMove={(from, to) => onChange(moves.moveColumn(layout, from, to))}>
        {(field) => (
          <div className="schema-place">
            <span className="ellipsis">{nameOf(field)}</span>
            <IconButton size="small" icon={X} label={t("remove")} aria-label={`${t("remove")}: ${nameOf(field)}`} onPress={() => onChange(moves.removeColumn(layout, field))} />
          </div>
        )}
      </SortList>
      {more.length > 0 && (
        <div className="schema-add">
          <NativeSelect label={t("layout.list.add")} items={[{ id: OUT, label: `+ ${t("layout.list.add")}` }, ...more.map((field) => ({ id: field.name, label: nameOf(field.name) }))]} value={OUT} onChange={(field) => field !== OUT && onChange(moves.addColumn(layout, field))} isWide />
        </div>
      )}
    </>
  );
}
