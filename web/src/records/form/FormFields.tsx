/** The fields of a form, by the layout's sections. */
import { useEffect, useRef } from "react";
import { FieldEditor } from "../../fields/FieldEditor";
import { faceOf } from "../../fields/registry";
import { useLabel } from "../../lib/i18n";
import { FormError, FormRow, FormSection, FormStack } from "../../ui/FormRow";
import type { RecordForm } from "./useRecordForm";
import "./form.css";

export function FormFields({ form, recordId, autoFocus }: { form: RecordForm; recordId?: string; autoFocus?: boolean }) {
  const label = useLabel();
  const place = useRef<HTMLDivElement>(null);
  const { errors } = form;
  const first = form.sections[0]?.fields[0]?.name;
  const isRefused = Object.keys(errors).length > 0;
  useEffect(() => {
    if (!isRefused) return;
    const wrong = place.current?.querySelector<HTMLElement>("[data-wrong] :is(input, textarea, button, [contenteditable])");
    wrong?.scrollIntoView({ block: "center" });
    wrong?.focus({ preventScroll: true });
  }, [isRefused]);
  return (
    <div ref={place}>
      <FormStack>
        <FormError>{form.problem}</FormError>
        {form.sections.map((section, index) => {
          const fields = (
            <FormRow columns={section.columns}>
              {section.fields.map((field) => (
                <div key={field.name} className={faceOf(field).isWide ? "form-wide" : undefined} data-wrong={errors[field.name] ? true : undefined}>
                  <FieldEditor
                    field={field}
                    label={label(field.label)}
                    description={label(field.help) || undefined}
                    value={form.values[field.name] ?? null}
                    onChange={(value) => form.set(field.name, value)}
                    error={errors[field.name] ?? null}
                    isRequired={field.required}
                    autoFocus={autoFocus && field.name === first}
                    object={form.meta.name}
                    recordId={recordId}
                  />
                </div>
              ))}
            </FormRow>
          );
          return section.label ? (
            <FormSection key={index} title={label(section.label)}>
              {fields}
            </FormSection>
          ) : (
            <div key={index}>{fields}</div>
          );
        })}
      </FormStack>
    </div>
  );
}
