/** Yes or no, kept when the form is saved. For a setting that works at once use Switch. */
import { Check, Minus } from "lucide";
import type { ReactNode } from "react";
import { Checkbox as AriaCheckbox, type CheckboxProps as AriaCheckboxProps } from "react-aria-components/Checkbox";
import { Icon } from "../Icon";
import "./Checkbox.css";

export interface CheckboxProps extends Omit<AriaCheckboxProps, "className" | "style" | "children"> {
  children?: ReactNode;
}

export function Checkbox({ children, ...props }: CheckboxProps) {
  return (
    <AriaCheckbox {...props} className="k-checkbox">
      {({ isSelected, isIndeterminate }) => (
        <>
          <span className="k-checkbox-box">
            {isIndeterminate ? <Icon icon={Minus} size={12} strokeWidth={3} /> : isSelected ? <Icon icon={Check} size={12} strokeWidth={3} /> : null}
          </span>
          {children && <span>{children}</span>}
        </>
      )}
    </AriaCheckbox>
  );
}
