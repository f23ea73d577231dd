/** A word on hover or focus, for controls that show only an icon. The child must be focusable. Not for information one needs. */
import type { ReactElement } from "react";
import { Tooltip as AriaTooltip, TooltipTrigger } from "react-aria-components/Tooltip";
import { KeyHint } from "../KeyHint";
import "./Tooltip.css";

export interface TooltipProps {
  content: string;
  caps?: readonly string[];
  placement?: "top" | "bottom" | "left" | "right";
  children: ReactElement;
}

export function Tooltip({ content, caps, placement = "bottom", children }: TooltipProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={80}>
      {children}
      <AriaTooltip className="k-tooltip" placement={placement} offset={6}>
        {content}
        {caps && <KeyHint caps={caps} />}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
