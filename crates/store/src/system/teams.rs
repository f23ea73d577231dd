//! The tree of teams.

use model::{TeamId, UserId};

use super::statement::insert_rows;
use crate::{Error, Reader, RowView, Writer};

/// A row of `team`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct TeamRow {
    pub id: TeamId,
    pub name: String,
    pub parent_id: Option<TeamId>,
    pub manager_id: Option<UserId>,
    pub version: i64,
}

const COLUMNS: &str = "id, name, parent_id, manager_id, version";

fn read(row: &dyn RowView) -> Result<TeamRow, Error> {
    Ok(TeamRow {
        id: TeamId(row.id(0)?),
        name: row.string(1)?,
        parent_id: row.opt_id(2)?.map(TeamId),
        manager_id: row.opt_id(3)?.map(UserId),
        version: row.int(4)?,
    })
}

/// All teams by name.
pub fn team_list(reader: &mut Reader<'_>) -> Result<Vec<TeamRow>, Error> {
    reader.query_map(&format!("SELECT {COLUMNS} FROM team ORDER BY name, id"), &[], read)
}

/// The team of that id.
pub fn team_find(reader: &mut Reader<'_>, id: TeamId) -> Result<Option<TeamRow>, Error> {
    reader.query_map_one(&format!("SELECT {COLUMNS} FROM team WHERE id = ?1"), &[id.into()], read)
}

/// How many users each team has, teams without any left out.
pub fn team_member_counts(reader: &mut Reader<'_>) -> Result<Vec<(TeamId, i64)>, Error> {
    let sql = "SELECT team_id, count(*) FROM user_account WHERE team_id IS NOT NULL GROUP BY team_id";
    reader.query_map(sql, &[], |row| Ok((TeamId(row.id(0)?), row.int(1)?)))
}

/// Adds a team.
pub fn team_create(writer: &mut Writer<'_>, team: &TeamRow) -> Result<(), Error> {
    let row = vec![
        team.id.into(),
        team.name.clone().into(),
        team.parent_id.into(),
        team.manager_id.into(),
        team.version.into(),
    ];
    insert_rows(writer, "team", COLUMNS, vec![row])
}

/// Writes the team if the stored version is still `team.version`; the version then grows by one.
pub fn team_update(writer: &mut Writer<'_>, team: &TeamRow) -> Result<bool, Error> {
    let changed = writer.execute(
        "UPDATE team SET name = ?1, parent_id = ?2, manager_id = ?3, version = version + 1
         WHERE id = ?4 AND version = ?5",
        &[
            team.name.clone().into(),
            team.parent_id.into(),
            team.manager_id.into(),
            team.id.into(),
            team.version.into(),
        ],
    )?;
    Ok(changed == 1)
}

/// Removes an empty team; one with members or teams below it is [`Error::ForeignKey`].
pub fn team_delete(writer: &mut Writer<'_>, id: TeamId) -> Result<bool, Error> {
    Ok(writer.execute("DELETE FROM team WHERE id = ?1", &[id.into()])? == 1)
}
