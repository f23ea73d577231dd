/** One object: its fields, its layout, its stages, its own settings. */
import { useParams } from "@tanstack/react-router";
import { useObject } from "../../lib/api/hooks";
import type { ObjectMeta } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { schemaWords } from "../../lib/i18n/dict/schema";
import { PageHead } from "../../lib/page";
import { useUrlState } from "../../parts/useUrlState";
import { Waiting } from "../../parts/Waiting";
import { Breadcrumbs } from "../../ui/Breadcrumbs";
import { Tabs } from "../../ui/Tabs";
import { FieldsTab } from "./FieldsTab";
import { LayoutTab } from "./LayoutTab";
import { PipelineTab } from "./PipelineTab";
import { SettingsTab } from "./SettingsTab";
import "../../parts/parts.css";
import "./objects.css";

export function ObjectPage() {
  const { object: name = "" } = useParams({ strict: false }) as { object?: string };
  const object = useObject(name);
  return (
    <div className="page-body is-wide">
      <Waiting query={object} />
      {object.data && <ObjectTabs object={object.data} />}
    </div>
  );
}

function ObjectTabs({ object }: { object: ObjectMeta }) {
  const t = useT(schemaWords);
  const label = useLabel();
  const url = useUrlState();
  const name = label(object.label);
  // What is edited starts anew when somebody has saved a newer version.
  const version = `${object.name} ${object.version}`;
  return (
    <>
      <PageHead title={name} heading={<Breadcrumbs label={t("title")} items={[{ label: t("title"), href: "/settings/objects" }, { label: name }]} />} />
      <Tabs
        label={name}
        selected={url.get("tab") || "fields"}
        onSelect={(tab) => url.set({ tab, field: null })}
        items={[
          { id: "fields", label: t("tab.fields"), count: object.fields.filter((field) => !field.retired && !field.system).length, content: <FieldsTab object={object} /> },
          { id: "layout", label: t("tab.layout"), content: <LayoutTab key={version} object={object} /> },
          { id: "pipeline", label: t("tab.pipeline"), count: object.pipeline?.stages.length ?? null, content: <PipelineTab key={version} object={object} /> },
          { id: "settings", label: t("tab.settings"), content: <SettingsTab key={version} object={object} /> },
        ]}
      />
    </>
  );
}
