//! What the command line says about columns: mostly nothing, since the analysis guesses well.

use clap::{Args, ValueEnum};
use records::{Import, ImportMode, MappedColumn, Mapping};

/// A guess below this is not taken without being asked for.
const SURE: f64 = 0.8;

#[derive(Args)]
pub(crate) struct Options {
    /// What a column means: `column=field`, `column=field:format` (ymd, dmy, mdy, comma, thousands, millions …), or
    /// `column=` to leave it out. May be repeated; columns not named are guessed.
    #[arg(long, value_name = "COLUMN=FIELD")]
    pub(super) map: Vec<String>,
    /// The field by which a row's record is found again; guessed when not given.
    #[arg(long, value_name = "FIELD")]
    pub(super) update_by: Option<String>,
    /// Whether rows make records, change them, or both; guessed when not given.
    #[arg(long, value_enum)]
    pub(super) mode: Option<ModeWord>,
    /// What a text means: `field:text=name`, `field:text=leave_empty`, `field:text=reject`. May be repeated.
    #[arg(long = "match", value_name = "FIELD:TEXT=CHOICE")]
    pub(super) matches: Vec<String>,
    /// Take every similar name that is at least 90 % sure; each is printed.
    #[arg(long)]
    pub(super) accept_suggestions: bool,
    /// Go on although some names are unknown; their rows are rejected.
    #[arg(long)]
    pub(super) skip_unmatched: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum ModeWord {
    Create,
    Update,
    Upsert,
}

impl Options {
    /// The mapping: what was said, over what was guessed.
    pub(super) fn mapping(&self, import: &Import) -> anyhow::Result<Mapping> {
        let mut columns: Vec<MappedColumn> = import
            .columns
            .iter()
            .map(|column| MappedColumn {
                column: column.column.clone(),
                field: column.suggested_field.clone().filter(|_| column.confidence >= SURE),
                ..MappedColumn::default()
            })
            .collect();
        for said in &self.map {
            let (name, field) =
                said.split_once('=').ok_or_else(|| anyhow::anyhow!("--map {said}: write COLUMN=FIELD"))?;
            let column = columns.iter_mut().find(|column| column.column == name);
            let column =
                column.ok_or_else(|| anyhow::anyhow!("--map {said}: the file has no column {name}"))?;
            let (field, format) =
                field.split_once(':').map_or((field, None), |(f, format)| (f, Some(format)));
            column.field = Some(field.to_owned()).filter(|field| !field.is_empty());
            column.format = format.map(Into::into);
        }
        let named = |name: &String| columns.iter().any(|column| column.field.as_ref() == Some(name));
        let guessed = import.update_by.clone().filter(named);
        let update_by = self.update_by.clone().or(guessed);
        let mode = match self.mode {
            Some(ModeWord::Update) => ImportMode::Update,
            Some(ModeWord::Upsert) => ImportMode::Upsert,
            None if update_by.is_some() => ImportMode::Upsert,
            Some(ModeWord::Create) | None => ImportMode::Create,
        };
        Ok(Mapping { columns, update_by, mode, ..Mapping::default() })
    }
}
