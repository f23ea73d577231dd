//! What belongs to people who can't sign in any more: records, teams, shared views. Looked for every day, and kept.
//!
//! Not here: counting records. `records` does that for the system's own principal; its counts are handed in.

use access::Capability;
use audit::Action;
use jiff::Timestamp;
use model::{Problem, TeamId, UserId};
use serde::{Deserialize, Serialize};
use store::Reader;
use store::system::settings::setting_find;
use store::system::users::UserState;
use store::system::views::views_orphaned;

use crate::{Acting, Error, Identity, settings};

const SCAN_KEY: &str = "orphan_scan";

/// Something without anybody who works on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrphanCount {
    /// The object; `view` for shared views.
    pub object: String,
    /// Whose it is.
    pub owner: UserId,
    /// How many.
    pub count: u64,
}

/// A team whose manager can't sign in any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrphanTeam {
    /// The team.
    pub team: TeamId,
    /// Its manager.
    pub manager: UserId,
}

/// What a look found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Orphans {
    /// When it was looked.
    pub scanned_at: Timestamp,
    /// Records and shared views, by object and owner.
    pub counts: Vec<OrphanCount>,
    /// Teams.
    pub teams: Vec<OrphanTeam>,
}

impl Orphans {
    /// How many records and shared views are that person's.
    pub(crate) fn of(&self, owner: UserId) -> u64 {
        self.counts.iter().filter(|count| count.owner == owner).map(|count| count.count).sum()
    }

    /// How many things in all.
    pub fn total(&self) -> u64 {
        let counted: u64 = self.counts.iter().map(|count| count.count).sum();
        counted + u64::try_from(self.teams.len()).unwrap_or(u64::MAX)
    }
}

impl Identity {
    /// People who can't sign in any more.
    pub fn people_disabled(&self) -> Vec<UserId> {
        let snapshot = self.snapshot();
        let disabled = snapshot.profiles.values().filter(|profile| profile.state == UserState::Disabled);
        let mut ids: Vec<UserId> = disabled.map(|profile| profile.id).collect();
        ids.sort();
        ids
    }

    /// Keeps what a look found: the records as counted by `records`, with the teams and views of this room.
    ///
    /// # Errors
    /// The database's.
    pub async fn orphans_keep(&self, mut counts: Vec<OrphanCount>) -> Result<Orphans, Problem> {
        let snapshot = self.snapshot();
        let disabled = |id: UserId| {
            snapshot.profiles.get(&id).is_some_and(|profile| profile.state == UserState::Disabled)
        };
        let managed = snapshot.directory.teams().filter_map(|team| Some((team.id, team.manager?)));
        let mut teams: Vec<OrphanTeam> = managed
            .filter(|(_, manager)| disabled(*manager))
            .map(|(team, manager)| OrphanTeam { team, manager })
            .collect();
        teams.sort_by_key(|orphan| orphan.team);
        let scanned_at = self.inner.clock.now();
        let kept = self.inner.database.write(move |writer| {
            for (owner, count) in views_orphaned(writer)? {
                let count = u64::try_from(count).unwrap_or(0);
                counts.push(OrphanCount { object: "view".into(), owner, count });
            }
            let found = Orphans { scanned_at, counts, teams };
            settings::write(writer, SCAN_KEY, &found, (scanned_at, None))?;
            Ok::<_, Error>(found)
        });
        Ok(kept.await?)
    }

    /// What the last look found; none if nobody looked yet.
    ///
    /// # Errors
    /// `forbidden`.
    pub async fn orphans(&self, acting: &Acting) -> Result<Option<Orphans>, Problem> {
        self.require(acting, Capability::UsersManage, Action::List).await?;
        Ok(self.orphans_found().await?)
    }

    /// When it was last looked.
    ///
    /// # Errors
    /// The database's.
    pub async fn orphans_scanned_at(&self) -> Result<Option<Timestamp>, Problem> {
        Ok(self.orphans_found().await?.map(|found| found.scanned_at))
    }

    async fn orphans_found(&self) -> Result<Option<Orphans>, Error> {
        self.inner.database.read(orphans_read).await
    }
}

/// What the last look found. One that a newer or older program wrote is as good as none: the next look replaces it.
pub(super) fn orphans_read(reader: &mut Reader<'_>) -> Result<Option<Orphans>, Error> {
    let found = setting_find(reader, SCAN_KEY)?;
    Ok(found.and_then(|text| serde_json::from_str(&text).ok()))
}
