/** A setting that works at once. */
import type { ReactNode } from "react";
import { Switch as AriaSwitch, type SwitchProps as AriaSwitchProps } from "react-aria-components/Switch";
import "./Switch.css";

export interface SwitchProps extends Omit<AriaSwitchProps, "className" | "style" | "children"> {
  children?: ReactNode;
}

export function Switch({ children, ...props }: SwitchProps) {
  return (
    <AriaSwitch {...props} className="k-switch">
      <span className="k-switch-track">
        <span className="k-switch-knob" />
      </span>
      {children && <span>{children}</span>}
    </AriaSwitch>
  );
}
