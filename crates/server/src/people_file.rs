//! A file of people: who is who in it, read from its headers, and handed to `identity` as rows.
//!
//! Not here: what makes a person (`identity`), and how files are read (`sheets`).

use std::sync::Arc;

use bytes::Bytes;
use identity::{Acting, Identity, ImportedPeople, PersonRow};
use metadata::Metadata;
use model::{Kind, Problem};
use serde::Serialize;
use sheets::{Cell, FieldWords, ReadOptions, Row, Source, assign_fields};

/// The role people get, and that of managers.
const ROLES: (&str, &str) = ("sales_rep", "sales_manager");
/// The most people of one file.
const MAX_ROWS: usize = 10_000;

/// What a column of the file is taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PeopleColumn {
    /// Its header.
    pub column: String,
    /// `name`, `email`, `team`, `manager`, `team_above`, or none.
    pub field: Option<&'static str>,
}

/// A file of people, read.
pub struct PeopleFile {
    columns: Vec<PeopleColumn>,
    rows: Vec<PersonRow>,
}

/// What an import of people did, or would do.
#[derive(Clone, Debug, Serialize)]
pub struct PeopleReport {
    /// People made.
    pub created: u64,
    /// People who were there.
    pub existing: u64,
    /// Teams made.
    pub teams_created: u64,
    /// Rows of the file.
    pub rows: usize,
    /// What its columns were taken for.
    pub columns: Vec<PeopleColumn>,
}

const FIELDS: [&str; 5] = ["name", "email", "team", "manager", "team_above"];

fn words() -> Vec<FieldWords> {
    let field = |name: &str, labels: [&str; 2], synonyms: &[&str]| FieldWords {
        name: name.into(),
        labels: labels.map(Into::into).to_vec(),
        synonyms: synonyms.iter().map(|word| (*word).into()).collect(),
    };
    vec![
        field(
            "name",
            ["姓名", "Name"],
            &[
                "sales agent",
                "agent",
                "full name",
                "person",
                "employee",
                "员工",
                "员工姓名",
                "销售",
                "销售代表",
                "用户",
            ],
        ),
        field("email", ["邮箱", "Email"], &["email", "email address", "mail", "电子邮箱", "邮件"]),
        field("team", ["团队", "Team"], &["department", "group", "部门", "小组"]),
        field("manager", ["经理", "Manager"], &["team manager", "supervisor", "主管", "上级", "负责人"]),
        field(
            "team_above",
            ["上级团队", "Team above"],
            &["regional office", "region", "office", "parent team", "大区", "区域", "办事处", "上级部门"],
        ),
    ]
}

/// Reads a file.
///
/// # Errors
/// The file's faults; `import_mapping` when no column looks like names; `required` for a row without one.
pub fn read(bytes: Bytes, name: &str) -> Result<PeopleFile, Problem> {
    let failed = |error: sheets::SheetError| error.problem();
    let mut source = Source::from_bytes(bytes, name, &ReadOptions::default()).map_err(failed)?;
    let headers = source.columns().to_vec();
    let assigned: Vec<Option<&'static str>> = assign_fields(&headers, &words())
        .into_iter()
        .map(|found| found.and_then(|found| FIELDS.get(found.field).copied()))
        .collect();
    if !assigned.contains(&Some("name")) {
        return Err(Problem::new(Kind::Invalid, "import_mapping"));
    }
    let mut rows = Vec::new();
    for row in source.rows().map_err(failed)? {
        let row = row.map_err(failed)?;
        if row.cells.iter().all(Cell::is_blank) {
            continue;
        }
        if rows.len() >= MAX_ROWS {
            return Err(Problem::new(Kind::Invalid, "too_many_items").with("max", MAX_ROWS.to_string()));
        }
        rows.push(person(&row, &assigned)?);
    }
    let columns =
        headers.into_iter().zip(assigned).map(|(column, field)| PeopleColumn { column, field }).collect();
    Ok(PeopleFile { columns, rows })
}

fn person(row: &Row, assigned: &[Option<&'static str>]) -> Result<PersonRow, Problem> {
    let text = |field: &str| {
        let at = assigned.iter().position(|assigned| *assigned == Some(field))?;
        let text = row.cells.get(at)?.text().trim().to_owned();
        Some(text).filter(|text| !text.is_empty())
    };
    if let Some(fault) = &row.fault {
        let fault = model::FieldProblem::new(format!("rows.{}", row.number), fault.code());
        return Err(Problem::invalid_fields(vec![fault]));
    }
    let name = text("name")
        .ok_or_else(|| Problem::invalid_field(format!("rows.{}.name", row.number), "required"))?;
    Ok(PersonRow {
        number: row.number,
        name,
        email: text("email"),
        team: text("team"),
        manager: text("manager"),
        team_above: text("team_above"),
    })
}

/// Brings the people in; as a dry run, does the same and leaves nothing of it.
///
/// # Errors
/// `forbidden` and what `identity` says of a row.
pub async fn import(
    identity: &Identity,
    acting: &Acting,
    file: PeopleFile,
    metadata: &Arc<Metadata>,
    dry_run: bool,
) -> Result<PeopleReport, Problem> {
    let PeopleFile { columns, rows } = file;
    let count = rows.len();
    let done = if dry_run {
        identity.people_import_rehearse(acting, rows, ROLES, metadata).await?
    } else {
        identity.people_import(acting, rows, ROLES, metadata).await?
    };
    let ImportedPeople { created, existing, teams_created } = done;
    Ok(PeopleReport { created, existing, teams_created, rows: count, columns })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_guessed_in_both_languages() {
        for (text, expected) in [
            ("sales_agent,manager,regional_office\nAnna Snelling,Dustin Brinkmann,Central\n", "Central"),
            ("姓名,经理,大区\n王芳,李雷,华东\n", "华东"),
        ] {
            let file = read(Bytes::from(text), "people.csv").unwrap();
            let row = file.rows.first().unwrap();
            assert_eq!(row.team_above.as_deref(), Some(expected));
            assert!(row.manager.is_some() && row.team.is_none());
        }
        let file = read(Bytes::from("name\nAnna\n\n\nBert\n"), "people.csv").unwrap();
        let numbers: Vec<u64> = file.rows.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [2, 5], "as a spreadsheet counts them");
        assert_eq!(
            read(Bytes::from("a,b\n1,2\n"), "x.csv").err().map(|problem| problem.code),
            Some("import_mapping")
        );
    }
}
