//! People: who there is, inviting them, what may be changed about them, bringing many in at once.

mod accept;
mod change;
mod import;
mod invite;
mod leave;
mod leaver;
mod orphans;
mod review;
mod security;

use access::Capability;
use audit::Action;
use jiff::Timestamp;
use model::{Problem, TeamId, UserId};
use store::Reader;
use store::system::users::{UserFilter, UserRow, UserState, user_find, user_page, user_roles, users_roles};

pub use accept::Invitation;
pub(crate) use accept::invitation_take;
pub use change::UserChange;
pub use import::{ImportedPeople, PersonRow};
pub(crate) use invite::new_user;
pub use invite::{Invite, Invited};
pub use leave::Leaving;
pub use leaver::{Handover, Leaver, LeaverItem};
pub use orphans::{OrphanCount, OrphanTeam, Orphans};
pub(crate) use review::note_move;
pub use review::{Held, RightsReview};

use crate::{Acting, Error, Identity, text};

/// The most people a picker shows.
const MAX_PICKED: usize = 50;

/// A person as an administrator sees them.
#[derive(Clone, PartialEq, Eq)]
pub struct UserInfo {
    /// The person.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// The e-mail address; none for a person who was imported without one.
    pub email: Option<String>,
    /// The team and its name.
    pub team: Option<(TeamId, String)>,
    /// The keys of the roles, sorted.
    pub roles: Vec<String>,
    /// Invited, active or disabled.
    pub state: UserState,
    /// The last sign-in.
    pub last_sign_in_at: Option<Timestamp>,
    /// Counts the changes.
    pub version: i64,
}

/// Names and addresses are personal: only the id is printed.
impl std::fmt::Debug for UserInfo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UserInfo").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A person as colleagues see them.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// The person.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// The e-mail address; none for a person who was imported without one.
    pub email: Option<String>,
    /// The team and its name.
    pub team: Option<(TeamId, String)>,
    /// Whether the person can sign in.
    pub active: bool,
}

/// Which people a page shows.
#[derive(Clone, Default)]
pub struct UserQuery {
    /// Part of the name or address.
    pub text: Option<String>,
    /// Members of this team.
    pub team: Option<TeamId>,
    /// Active, or not.
    pub active: Option<bool>,
    /// After this name and id.
    pub after: Option<(String, UserId)>,
    /// How many, 1 to 200.
    pub limit: u32,
}

/// One page of people by name.
#[derive(Clone, Debug)]
pub struct UserPage {
    /// The people.
    pub items: Vec<UserInfo>,
    /// Where the next page begins.
    pub next: Option<(String, UserId)>,
}

impl Identity {
    /// One page of people, for whoever manages users.
    ///
    /// # Errors
    /// `forbidden`, `invalid_limit`.
    pub async fn user_page(&self, acting: &Acting, query: UserQuery) -> Result<UserPage, Problem> {
        self.require(acting, Capability::UsersManage, Action::List).await?;
        if !(1..=200).contains(&query.limit) {
            return Err(Problem::new(model::Kind::Invalid, "invalid_limit").with("max", "200"));
        }
        let directory = self.directory();
        let page = self.inner.database.read(move |reader| {
            let filter = UserFilter { text: query.text, team: query.team, active: query.active };
            let after = query.after.as_ref().map(|(name, id)| (name.as_str(), *id));
            let mut rows = user_page(reader, &filter, after, query.limit + 1)?;
            let more = rows.len() > query.limit as usize;
            rows.truncate(query.limit as usize);
            let next = rows.last().filter(|_| more).map(|row| (row.name.clone(), row.id));
            let ids: Vec<UserId> = rows.iter().map(|row| row.id).collect();
            let held = users_roles(reader, &ids)?;
            let roles =
                |id: UserId| held.iter().filter(move |(user, _)| *user == id).map(|(_, key)| key.clone());
            let items = rows.iter().map(|row| info(&directory, row, roles(row.id).collect())).collect();
            Ok::<_, Error>(UserPage { items, next })
        });
        Ok(page.await?)
    }

    /// One person, for whoever manages users.
    ///
    /// # Errors
    /// `forbidden`, `not_found`.
    pub async fn user_find(&self, acting: &Acting, id: UserId) -> Result<UserInfo, Problem> {
        self.require(acting, Capability::UsersManage, Action::View).await?;
        self.user_info(id).await
    }

    pub(crate) async fn user_info(&self, id: UserId) -> Result<UserInfo, Problem> {
        let directory = self.directory();
        let found: Result<Option<UserInfo>, Error> =
            self.inner.database.read(move |reader| Ok(user_info_in(reader, &directory, id)?)).await;
        found?.ok_or_else(Problem::not_found)
    }

    /// People whose name or address contains the text, by name, at most 50: for pickers, and for everybody
    /// who is signed in.
    pub fn people_search(&self, query: &str) -> Vec<Person> {
        let snapshot = self.snapshot();
        let wanted = text::fold(query);
        let matches = |profile: &crate::Profile| {
            wanted.is_empty()
                || text::fold(&profile.name).contains(&wanted)
                || profile.email.as_deref().is_some_and(|email| text::fold(email).contains(&wanted))
        };
        let mut people: Vec<Person> = snapshot
            .profiles
            .values()
            .filter(|profile| profile.state != UserState::Disabled && matches(profile))
            .map(|profile| Person {
                id: profile.id,
                name: profile.name.clone(),
                email: profile.email.clone(),
                team: team_named(&snapshot.directory, profile.team),
                active: profile.state == UserState::Active,
            })
            .collect();
        people.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        people.truncate(MAX_PICKED);
        people
    }
}

fn user_info_in(
    reader: &mut Reader<'_>,
    directory: &access::Directory,
    id: UserId,
) -> Result<Option<UserInfo>, store::Error> {
    let Some(row) = user_find(reader, id)? else {
        return Ok(None);
    };
    let roles = user_roles(reader, id)?;
    Ok(Some(info(directory, &row, roles)))
}

fn info(directory: &access::Directory, row: &UserRow, roles: Vec<String>) -> UserInfo {
    UserInfo {
        id: row.id,
        name: row.name.clone(),
        email: (!text::is_imported(&row.email)).then(|| row.email.clone()),
        team: team_named(directory, row.team_id),
        roles,
        state: row.state,
        last_sign_in_at: row.last_sign_in_at,
        version: row.version,
    }
}

fn team_named(directory: &access::Directory, team: Option<TeamId>) -> Option<(TeamId, String)> {
    let team = directory.team(team?)?;
    Some((team.id, team.name.clone()))
}
