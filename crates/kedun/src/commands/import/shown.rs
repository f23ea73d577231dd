//! What `kedun import` tells the person at the terminal.

use records::Import;

use crate::commands::say;

/// What each column was taken for.
pub(super) fn columns(import: &Import) {
    let encoding = import.encoding.as_deref().unwrap_or("XLSX");
    say(format!("{}: {} rows, {encoding}", import.name, import.rows));
    let Some(mapping) = &import.mapping else { return };
    for column in &mapping.columns {
        let format = column.format.as_deref().map(|format| format!(" ({format})")).unwrap_or_default();
        match &column.field {
            Some(field) => say(format!("  {} -> {field}{format}", column.column)),
            None => say(format!("  {} is left out", column.column)),
        }
    }
    if let Some(update_by) = &import.update_by {
        say(format!("  rows are recognized by {update_by}"));
    }
}

/// The names that wait for a decision, and how to give one.
pub(super) fn open_matches(import: &Import) {
    say("These names are not known exactly. Nothing was written.");
    for asked in import.matches.iter().filter(|asked| asked.choice.is_none()) {
        say(format!("  {} ({} rows)", asked.text, asked.rows));
        for candidate in &asked.candidates {
            let (field, text, label) = (&asked.field, &asked.text, &candidate.label);
            say(format!("    --match \"{field}:{text}={label}\"   {:.0} %", candidate.score * 100.0));
        }
        if asked.candidates.is_empty() {
            let (field, text) = (&asked.field, &asked.text);
            say(format!("    --match \"{field}:{text}=leave_empty\" or \"{field}:{text}=reject\""));
        }
    }
    say(
        "Give the decisions as shown, --accept-suggestions for all that are at least 90 % sure, or --skip-unmatched.",
    );
}

/// How far it is.
pub(super) fn progress(import: &Import) {
    say(format!("  {} of {} rows", import.progress.done, import.progress.total));
}

/// What became of the rows.
pub(super) fn result(import: &Import, dry_run: bool) {
    for problem in &import.problems {
        let column = problem.column.as_deref().map(|column| format!(", {column}")).unwrap_or_default();
        say(format!("  row {}{column}: {}", problem.row, problem.message));
    }
    let Some(counts) = import.result else { return };
    let done = if dry_run { "would be " } else { "" };
    say(format!(
        "{} rows: {} {done}created, {} updated, {} unchanged, {} rejected; {} links left empty",
        import.rows, counts.created, counts.updated, counts.unchanged, counts.rejected, counts.linked_empty
    ));
}
