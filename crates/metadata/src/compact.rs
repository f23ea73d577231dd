//! The short ways to write labels and options: `["客户", "Account"]`, `["won", "赢单", "Won", "green", "closed won"]`.

use model::Label;
use serde::{Deserialize, Deserializer};

use crate::{Choice, ChoiceColor};

#[derive(Deserialize)]
#[serde(untagged)]
enum LabelSpec {
    Pair([String; 2]),
    Named(Label),
}

impl From<LabelSpec> for Label {
    fn from(spec: LabelSpec) -> Self {
        match spec {
            LabelSpec::Pair([zh, en]) => Self { zh, en },
            LabelSpec::Named(label) => label,
        }
    }
}

/// A label as `[zh, en]` or `{zh, en}`.
pub(crate) fn label<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Label, D::Error> {
    LabelSpec::deserialize(deserializer).map(Label::from)
}

/// A label that may be left out or null.
pub(crate) fn optional_label<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Label>, D::Error> {
    Option::<LabelSpec>::deserialize(deserializer).map(|spec| spec.map(Label::from))
}

/// An option as written: `[key, zh, en, color, synonyms…]`, color and synonyms optional, or [`Choice`] in full.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "ChoiceForm")]
pub struct ChoiceSpec(Choice);

impl From<ChoiceSpec> for Choice {
    fn from(spec: ChoiceSpec) -> Self {
        spec.0
    }
}

impl From<Choice> for ChoiceSpec {
    fn from(choice: Choice) -> Self {
        Self(choice)
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum ChoiceForm {
    Short(Vec<String>),
    Full(Choice),
}

impl TryFrom<ChoiceForm> for ChoiceSpec {
    type Error = &'static str;

    fn try_from(form: ChoiceForm) -> Result<Self, Self::Error> {
        let parts = match form {
            ChoiceForm::Full(choice) => return Ok(Self(choice)),
            ChoiceForm::Short(parts) => parts,
        };
        let [key, zh, en, rest @ ..] = parts.as_slice() else {
            return Err("an option is [key, zh, en, color, synonyms…]");
        };
        let color = rest.first().map_or(Ok(ChoiceColor::Gray), |text| color(text))?;
        let label = Label::new(zh.clone(), en.clone());
        let synonyms = rest.iter().skip(1).cloned().collect();
        Ok(Self(Choice { key: key.clone(), label, color, active: true, synonyms }))
    }
}

fn color(text: &str) -> Result<ChoiceColor, &'static str> {
    match text {
        "gray" => Ok(ChoiceColor::Gray),
        "blue" => Ok(ChoiceColor::Blue),
        "violet" => Ok(ChoiceColor::Violet),
        "amber" => Ok(ChoiceColor::Amber),
        "teal" => Ok(ChoiceColor::Teal),
        "green" => Ok(ChoiceColor::Green),
        "red" => Ok(ChoiceColor::Red),
        _ => Err("an option's color is gray, blue, violet, amber, teal, green or red"),
    }
}
