//! Decisions about names, from the command line.

use records::{Candidate, Choice, ChoiceWord, Confirmation, Import, TextMatch};

use super::options::Options;
use crate::commands::say;

/// How sure a similar name must be to be taken by `--accept-suggestions`.
const ACCEPTED: f64 = 0.9;

/// The decisions that were given, and those that follow from `--accept-suggestions`.
pub(super) fn confirmations(
    import: &Import,
    options: &Options,
    quiet: bool,
) -> anyhow::Result<Vec<Confirmation>> {
    let mut decided: Vec<Confirmation> = Vec::new();
    for said in &options.matches {
        let parts = said.split_once(':').and_then(|(field, rest)| Some((field, rest.rsplit_once('=')?)));
        let (field, (text, choice)) =
            parts.ok_or_else(|| anyhow::anyhow!("--match {said}: write FIELD:TEXT=CHOICE"))?;
        let asked = import.matches.iter().find(|asked| asked.field == field && asked.text == text);
        // A text that is exactly a name by now needs no decision: the same command can be given again.
        let Some(asked) = asked else { continue };
        let choice = choice_of(asked, choice)
            .ok_or_else(|| anyhow::anyhow!("--match {said}: {choice} is not among what it may mean"))?;
        decided.push(Confirmation { field: field.into(), text: text.into(), choice: Some(choice) });
    }
    if options.accept_suggestions {
        for asked in &import.matches {
            let known = decided.iter().any(|other| other.field == asked.field && other.text == asked.text);
            let Some(best) = sure(asked).filter(|_| !known) else { continue };
            if !quiet {
                say(format!(
                    "  {}: {} -> {} ({} rows, {:.0} %)",
                    asked.field,
                    asked.text,
                    best.label,
                    asked.rows,
                    best.score * 100.0
                ));
            }
            decided.push(Confirmation {
                field: asked.field.clone(),
                text: asked.text.clone(),
                choice: Some(Choice::This { id: best.id.clone() }),
            });
        }
    }
    Ok(decided)
}

/// How many texts still wait for a decision.
pub(super) fn open(import: &Import) -> usize {
    import.matches.iter().filter(|asked| asked.choice.is_none()).count()
}

/// The one candidate that is sure enough; two that are equally likely are no suggestion.
fn sure(asked: &TextMatch) -> Option<&Candidate> {
    let best = asked.candidates.first().filter(|best| best.score >= ACCEPTED)?;
    let rival = asked.candidates.get(1).is_some_and(|second| second.score >= best.score);
    (!rival).then_some(best)
}

fn choice_of(asked: &TextMatch, text: &str) -> Option<Choice> {
    match text {
        "leave_empty" => return Some(Choice::Word(ChoiceWord::LeaveEmpty)),
        "reject" => return Some(Choice::Word(ChoiceWord::Reject)),
        _ => {}
    }
    let named = asked.candidates.iter().find(|candidate| candidate.label == text || candidate.id == text);
    let id = match named {
        Some(candidate) => candidate.id.clone(),
        None => text.parse::<model::RecordId>().ok()?.to_string(),
    };
    Some(Choice::This { id })
}
