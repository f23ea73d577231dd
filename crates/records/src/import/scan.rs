//! A first walk through the whole file: which texts have to be looked up, and which rows repeat a key.

use std::collections::{HashMap, HashSet};

use model::Problem;
use sheets::{Cell, Row, Source};

use super::choice;
use super::column::filled_rows;
use super::target::{Part, Plan, looked_up};

/// What the file holds.
#[derive(Default)]
pub(crate) struct Scan {
    /// For each target that is looked up: its texts, with in how many rows each stands.
    pub(crate) texts: Vec<HashMap<String, u64>>,
    /// Rows (from 0) whose key stands in an earlier row.
    pub(crate) repeated: HashSet<u64>,
    /// The titles of the file's own rows, if rows link to each other.
    pub(crate) titles: HashSet<String>,
}

impl Scan {
    /// Walks through the file.
    pub(crate) fn of(source: &mut Source, plan: &Plan) -> Result<Self, Problem> {
        let mut scan = Self { texts: vec![HashMap::new(); plan.targets.len()], ..Self::default() };
        let key = plan.key().map(|(target, _)| target.column);
        let title = plan.title_target().filter(|_| plan.has_self_link()).map(|target| target.column);
        let mut keys: HashSet<String> = HashSet::new();
        for row in filled_rows(source)? {
            let (place, row) = row.map_err(|error| error.problem())?;
            if row.fault.is_some() {
                continue;
            }
            scan.count_texts(plan, &row);
            if let Some(text) = key.and_then(|column| text_at(&row, column))
                && !keys.insert(text)
            {
                scan.repeated.insert(place);
            }
            scan.titles.extend(title.and_then(|column| text_at(&row, column)));
        }
        Ok(scan)
    }

    fn count_texts(&mut self, plan: &Plan, row: &Row) {
        for (target, texts) in plan.targets.iter().zip(&mut self.texts) {
            let Some(field) = plan.field(target) else { continue };
            if target.part != Part::Whole || !looked_up(field) {
                continue;
            }
            let Some(text) = text_at(row, target.column) else { continue };
            for part in choice::parts(field, &text) {
                *texts.entry(part).or_default() += 1;
            }
        }
    }
}

/// The text in that column without the white space around it, if there is any.
pub(crate) fn text_at(row: &Row, column: usize) -> Option<String> {
    match row.cells.get(column)? {
        Cell::Error(_) => None,
        cell => Some(cell.text().trim().to_owned()).filter(|text| !text.is_empty()),
    }
}
