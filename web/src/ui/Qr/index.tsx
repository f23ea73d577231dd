/** A QR code, drawn from its modules. Black on white in every theme, with the quiet zone of four modules that ISO/IEC 18004 asks for. */
import { qrPath } from "./path";
import "./Qr.css";

export interface QrProps {
  label: string;
  /** Modules a side. */
  size: number;
  /** Row by row, "1" for dark. */
  modules: string;
}

const QUIET = 4;

export function Qr({ label, size, modules }: QrProps) {
  const side = size + 2 * QUIET;
  return (
    <svg className="k-qr" role="img" aria-label={label} viewBox={`${-QUIET} ${-QUIET} ${side} ${side}`} shapeRendering="crispEdges">
      <path d={qrPath(size, modules)} />
    </svg>
  );
}
