/** Free words. */
import { Tags } from "lucide";
import { Pill } from "../../ui/Pill";
import { Pills } from "../shared/Pills";
import type { FieldFace } from "../types";
import { asStrings } from "../values";

export const face: FieldFace = {
  icon: Tags,
  width: 170,
  isInline: true,
  Cell: ({ value }) => (
    <Pills>
      {asStrings(value).map((tag) => (
        <Pill key={tag} dot={false}>
          {tag}
        </Pill>
      ))}
    </Pills>
  ),
  words: (value, _field, say) => asStrings(value).join(say.format.context.language === "zh" ? "、" : ", "),
};
