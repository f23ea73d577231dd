//! What the texts of a file mean: exactly a record, a person or an option; or something similar, which a person confirms.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use metadata::{FieldDef, FieldType};
use serde_json::{Value as Json, json};
use sheets::Matcher;
use store::Reader;
use uuid::Uuid;

use super::choice;
use super::link::{self, FoundRecord};
use super::matches::{Candidate, Choice, ChoiceWord, TextMatch};
use super::scan::Scan;
use super::target::{Plan, Target};
use crate::Error;
use crate::plan::Reading;

/// Texts that may wait for a person's decision; a file with more has another problem than spelling.
const MOST_MATCHES: usize = 2_000;
const CANDIDATES: usize = 5;
/// How long similar names are looked for. What is not reached is listed without candidates.
const PATIENCE: Duration = Duration::from_secs(5);
/// The prefix of a candidate that this file itself makes.
const IN_FILE: &str = "file:";

/// What a text means.
#[derive(Clone, Debug)]
pub(crate) enum Resolution {
    /// This value, and its text.
    To(Json, String),
    /// The title of another row of this file.
    InFile(String),
    /// Nothing, as a person decided.
    Empty,
    /// Not to be imported, as a person decided.
    Refused,
    /// Something similar is there; nobody has decided yet.
    Unconfirmed,
    /// Several things have exactly this name.
    Ambiguous(Vec<Candidate>),
    /// Nothing known.
    Missing,
}

/// The meaning of every text, by target.
pub(crate) type Lookups = Vec<HashMap<String, Resolution>>;

/// What every text means, going by exact names and by what was decided.
pub(crate) fn resolve(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    plan: &Plan,
    scan: &Scan,
    decided: &[TextMatch],
) -> Result<Lookups, Error> {
    let mut lookups = Lookups::with_capacity(plan.targets.len());
    for (target, texts) in plan.targets.iter().zip(&scan.texts) {
        let Some(field) = plan.field(target).filter(|_| !texts.is_empty()) else {
            lookups.push(HashMap::new());
            continue;
        };
        let texts: Vec<&str> = texts.keys().map(String::as_str).collect();
        let mut found = exact(reader, reading, target, field, &texts)?;
        if plan.links_to_itself(target) {
            for (text, resolution) in &mut found {
                if matches!(resolution, Resolution::Missing) && scan.titles.contains(text) {
                    *resolution = Resolution::InFile(text.clone());
                }
            }
        }
        decide(field, &mut found, decided);
        lookups.push(found);
    }
    Ok(lookups)
}

fn exact(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    target: &Target,
    field: &FieldDef,
    texts: &[&str],
) -> Result<HashMap<String, Resolution>, Error> {
    let of = |text: &&str, found: Resolution| ((*text).to_owned(), found);
    Ok(match &field.kind {
        FieldType::Choice { options } | FieldType::MultiChoice { options } => {
            let active: Vec<_> = options.iter().filter(|option| option.active).cloned().collect();
            let found = |text: &str| match choice::find(&active, text) {
                Some(option) => {
                    let label = option.label.get(reading.caller.locale).to_owned();
                    Resolution::To(Json::from(option.key.as_str()), label)
                }
                None => Resolution::Missing,
            };
            texts.iter().map(|text| of(text, found(text))).collect()
        }
        FieldType::User {} => {
            let people = people(reading);
            let names: Vec<&str> = people.iter().map(|person| person.label.as_str()).collect();
            let matcher = Matcher::new(&names);
            let found = |text: &str| {
                let found =
                    matcher.find_exact(text).iter().filter_map(|at| people.get(*at)).cloned().collect();
                one_of(found, false)
            };
            texts.iter().map(|text| of(text, found(text))).collect()
        }
        FieldType::Link { objects } => {
            let mut found: HashMap<String, Vec<FoundRecord>> = HashMap::new();
            for name in objects {
                let Some(object) = reading.metadata().object(name.as_str()) else { continue };
                let title = object.title_field.as_str();
                let by: Vec<&str> = match &target.match_by {
                    Some(by) => vec![by.as_str()],
                    None => vec![title, "external_id", "number"],
                };
                let mut open: Vec<&str> = texts.to_vec();
                for by in by {
                    let part = link::find(reader, reading, object, by, &open)?;
                    open.retain(|text| !part.contains_key(*text));
                    for (text, records) in part {
                        found.entry(text).or_default().extend(records);
                    }
                }
            }
            let several = objects.len() > 1;
            let mut of_text = |text: &str| one_of(found.remove(text).unwrap_or_default(), several);
            texts.iter().map(|text| of(text, of_text(text))).collect()
        }
        _ => HashMap::new(),
    })
}

/// Everybody there ever was: a file may tell of people who left.
fn people(reading: &Reading<'_>) -> Vec<FoundRecord> {
    let users = reading.caller.principal.directory().users();
    users.map(|user| FoundRecord { object: String::new(), id: user.id.0, label: user.name.clone() }).collect()
}

fn one_of(mut found: Vec<FoundRecord>, several_objects: bool) -> Resolution {
    match (found.len(), found.pop()) {
        (1, Some(record)) => {
            Resolution::To(linked(record.id, several_objects.then_some(&*record.object)), record.label)
        }
        (0, _) | (_, None) => Resolution::Missing,
        (_, Some(last)) => {
            found.push(last);
            let candidate = |record: FoundRecord| candidate(record, 1.0, several_objects);
            Resolution::Ambiguous(found.into_iter().take(CANDIDATES * 2).map(candidate).collect())
        }
    }
}

fn linked(id: Uuid, object: Option<&str>) -> Json {
    match object {
        Some(object) => json!({"id": id, "object": object}),
        None => json!({"id": id}),
    }
}

fn candidate(record: FoundRecord, score: f64, several_objects: bool) -> Candidate {
    let object = several_objects.then_some(record.object);
    Candidate { id: record.id.to_string(), label: record.label, score, object }
}

/// Lays people's decisions over what was found.
fn decide(field: &FieldDef, found: &mut HashMap<String, Resolution>, decided: &[TextMatch]) {
    for known in decided.iter().filter(|known| known.field == field.name.as_str()) {
        let Some(resolution) = found.get_mut(&known.text) else { continue };
        if !matches!(resolution, Resolution::Missing | Resolution::Ambiguous(_) | Resolution::InFile(_)) {
            continue;
        }
        match &known.choice {
            Some(Choice::This { id }) => *resolution = chosen(field, known, id),
            Some(Choice::Word(ChoiceWord::LeaveEmpty)) => *resolution = Resolution::Empty,
            Some(Choice::Word(ChoiceWord::Reject)) => *resolution = Resolution::Refused,
            None if matches!(resolution, Resolution::Missing) && !known.candidates.is_empty() => {
                *resolution = Resolution::Unconfirmed;
            }
            None => {}
        }
    }
}

fn chosen(field: &FieldDef, known: &TextMatch, id: &str) -> Resolution {
    let candidate = known.candidates.iter().find(|candidate| candidate.id == id);
    let label = candidate.map_or_else(|| known.text.clone(), |candidate| candidate.label.clone());
    if let Some(name) = id.strip_prefix(IN_FILE) {
        return Resolution::InFile(name.to_owned());
    }
    match &field.kind {
        FieldType::Choice { options } | FieldType::MultiChoice { options } => {
            let known = options.iter().any(|option| option.key == id && option.active);
            if known { Resolution::To(Json::from(id), label) } else { Resolution::Missing }
        }
        _ => match Uuid::parse_str(id) {
            Ok(uuid) => {
                let object = candidate.and_then(|candidate| candidate.object.as_deref());
                Resolution::To(linked(uuid, object), label)
            }
            Err(_) => Resolution::Missing,
        },
    }
}

/// The texts that need a decision, with what they may mean. Decisions already made are kept.
pub(crate) fn suggest(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    plan: &Plan,
    scan: &Scan,
    lookups: &Lookups,
    decided: &[TextMatch],
) -> Result<Vec<TextMatch>, Error> {
    let began = Instant::now();
    let mut matches: Vec<TextMatch> = Vec::new();
    for ((target, texts), found) in plan.targets.iter().zip(&scan.texts).zip(lookups) {
        let Some(field) = plan.field(target) else { continue };
        let open = |resolution: &Resolution| {
            matches!(resolution, Resolution::Missing | Resolution::Ambiguous(_) | Resolution::Unconfirmed)
        };
        let mut similar: Option<Similar> = None;
        let mut waiting: Vec<(&String, &Resolution)> =
            found.iter().filter(|(_, found)| open(found)).collect();
        waiting.sort_by_key(|(text, _)| (std::cmp::Reverse(texts.get(*text).copied()), *text));
        for (text, resolution) in waiting {
            let candidates = match resolution {
                Resolution::Ambiguous(candidates) => candidates.clone(),
                _ if began.elapsed() < PATIENCE => {
                    let similar = match &mut similar {
                        Some(similar) => similar,
                        none => none.insert(Similar::of(reader, reading, plan, scan, target, field)?),
                    };
                    similar.to(field, text)
                }
                _ => Vec::new(),
            };
            let rows = texts.get(text).copied().unwrap_or_default();
            matches.push(TextMatch {
                field: field.name.as_str().into(),
                text: text.clone(),
                rows,
                candidates,
                choice: None,
            });
        }
    }
    matches.sort_by_key(|found| std::cmp::Reverse(found.rows));
    matches.truncate(MOST_MATCHES);
    let kept = decided.iter().filter(|known| known.choice.is_some() && stands_in(plan, scan, known));
    for known in kept {
        matches.retain(|found| found.field != known.field || found.text != known.text);
        matches.push(known.clone());
    }
    Ok(matches)
}

/// Whether the text a decision is about still stands in a column mapped to its field.
fn stands_in(plan: &Plan, scan: &Scan, known: &TextMatch) -> bool {
    plan.targets.iter().zip(&scan.texts).any(|(target, texts)| {
        plan.field(target).is_some_and(|field| field.name == *known.field) && texts.contains_key(&known.text)
    })
}

/// The names among which a similar one is looked for.
struct Similar {
    matcher: Matcher,
    candidates: Vec<Candidate>,
}

impl Similar {
    fn of(
        reader: &mut Reader<'_>,
        reading: &Reading<'_>,
        plan: &Plan,
        scan: &Scan,
        target: &Target,
        field: &FieldDef,
    ) -> Result<Self, Error> {
        let mut candidates: Vec<Candidate> = Vec::new();
        match &field.kind {
            FieldType::User {} => {
                candidates.extend(people(reading).into_iter().map(|person| candidate(person, 0.0, false)));
            }
            FieldType::Link { objects } => {
                for name in objects {
                    let Some(object) = reading.metadata().object(name.as_str()) else { continue };
                    let records = link::names(reader, reading, object)?;
                    let several = objects.len() > 1;
                    candidates.extend(records.into_iter().map(|record| candidate(record, 0.0, several)));
                }
            }
            _ => {}
        }
        if plan.links_to_itself(target) {
            let known: std::collections::HashSet<String> =
                candidates.iter().map(|candidate| candidate.label.clone()).collect();
            let mut titles: Vec<&String> =
                scan.titles.iter().filter(|title| !known.contains(*title)).collect();
            titles.sort_unstable();
            candidates.extend(titles.into_iter().map(|title| Candidate {
                id: format!("{IN_FILE}{title}"),
                label: title.clone(),
                score: 0.0,
                object: None,
            }));
        }
        let names: Vec<&str> = candidates.iter().map(|candidate| candidate.label.as_str()).collect();
        Ok(Self { matcher: Matcher::new(&names), candidates })
    }

    fn to(&self, field: &FieldDef, text: &str) -> Vec<Candidate> {
        if let Some(options) = field.kind.options() {
            return choice::similar(options, text, CANDIDATES);
        }
        let found = self.matcher.suggest(text, CANDIDATES);
        let candidate = |found: &sheets::Suggestion| {
            let known = self.candidates.get(found.candidate)?;
            Some(Candidate { score: found.score, ..known.clone() })
        };
        found.iter().filter_map(candidate).collect()
    }
}
