//! Users, teams, roles, sessions and sign-ins.

use model::{SessionId, TeamId, UserId};
use store::system::invitations::{self, InvitationRow};
use store::system::roles::{self, RoleRow};
use store::system::sessions::{self, SessionRow};
use store::system::teams::{self, TeamRow};
use store::system::users::{self, UserFilter, UserState};
use store::system::{attempts, settings};
use store::testing::each_engine;
use store::{Error, Writer};

use crate::{at, id, user, write};

#[test]
fn users_are_kept_found_listed_and_changed_by_version() {
    each_engine(|database| {
        write(database, |w| {
            for (n, name) in [(1, "ann"), (2, "bob_x"), (3, "bobby"), (4, "王芳")] {
                users::user_create(w, &user(n, name))?;
            }
            assert_eq!(users::user_find(w, UserId(id(4)))?, Some(user(4, "王芳")));
            assert_eq!(users::user_find_by_email(w, "ann@example.com")?.map(|u| u.id), Some(UserId(id(1))));
            assert_eq!(users::users_find(w, &[UserId(id(2)), UserId(id(9))])?.len(), 1);
            assert_eq!((users::user_count(w)?, users::user_list(w)?.len()), (4, 4));

            let named = |w: &mut Writer<'_>, text: &str| {
                let filter = UserFilter { text: Some(text.into()), ..UserFilter::default() };
                users::user_page(w, &filter, None, 10).map(|users| users.len())
            };
            assert_eq!((named(w, "BOB")?, named(w, "b_")?, named(w, "芳")?, named(w, "%")?), (2, 1, 1, 0));
            let first = users::user_page(w, &UserFilter::default(), None, 2)?;
            let rest = users::user_page(w, &UserFilter::default(), Some((&first[1].name, first[1].id)), 9)?;
            assert_eq!((first.len(), rest.len()), (2, 2));

            let mut ann = user(1, "ann");
            ann.name = "Anna".into();
            assert!(users::user_update(w, &ann)?);
            assert!(!users::user_update(w, &ann)?, "the version has grown");
            assert!(users::user_password_set(w, ann.id, "$argon2id$…", at(5))?);
            users::user_signed_in(w, ann.id, at(6))?;
            let ann = users::user_find(w, ann.id)?.unwrap();
            assert_eq!((ann.state, ann.version, ann.last_sign_in_at), (UserState::Active, 3, Some(at(6))));
            let active = UserFilter { active: Some(true), ..UserFilter::default() };
            assert_eq!(users::user_page(w, &active, None, 9)?.len(), 1);
            Ok(())
        });
        let twice = database.write_blocking(|w| users::user_create(w, &user(7, "ann")));
        let Err(Error::UniqueViolation { columns, .. }) = twice else { unreachable!("{twice:?}") };
        assert_eq!(columns, ["email_folded"]);
    });
}

#[test]
fn roles_and_teams_keep_their_members() {
    each_engine(|database| {
        let team = TeamRow {
            id: TeamId(id(10)),
            name: "East".into(),
            parent_id: None,
            manager_id: None,
            version: 1,
        };
        let role = RoleRow { key: "sales_rep".into(), body: "{}".into(), shipped: true, version: 1 };
        write(database, move |w| {
            teams::team_create(w, &team)?;
            let below = TeamRow { id: TeamId(id(11)), parent_id: Some(team.id), ..team.clone() };
            teams::team_create(w, &below)?;
            let mut ann = user(1, "ann");
            ann.team_id = Some(below.id);
            ann.state = UserState::Active;
            users::user_create(w, &ann)?;
            roles::role_create(w, &role)?;
            users::user_roles_set(w, ann.id, &["sales_rep".into()])?;

            let led = TeamRow { manager_id: Some(ann.id), ..team.clone() };
            assert!(teams::team_update(w, &led)? && !teams::team_update(w, &led)?);
            assert_eq!(teams::team_find(w, team.id)?.unwrap().manager_id, Some(ann.id));
            assert_eq!(teams::team_member_counts(w)?, [(below.id, 1)]);
            assert_eq!(teams::team_list(w)?.len(), 2);

            assert_eq!(users::user_roles(w, ann.id)?, ["sales_rep"]);
            assert_eq!(users::users_roles(w, &[ann.id])?, [(ann.id, "sales_rep".to_owned())]);
            assert_eq!(users::user_active_in_role(w, "sales_rep")?, [ann.id]);
            assert_eq!(roles::roles_of_user(w, ann.id)?, std::slice::from_ref(&role));
            assert_eq!(roles::role_member_counts(w)?, [("sales_rep".to_owned(), 1)]);
            assert_eq!(roles::role_members(w, "sales_rep")?, [ann.id]);
            assert!(roles::role_update(w, &role)? && !roles::role_update(w, &role)?);
            assert_eq!(roles::role_list(w)?[0].version, 2);
            assert!(!roles::role_delete(w, "unknown")?);
            Ok(())
        });
        let held = [
            database.write_blocking(|w| teams::team_delete(w, TeamId(id(10)))),
            database.write_blocking(|w| teams::team_delete(w, TeamId(id(11)))),
            database.write_blocking(|w| roles::role_delete(w, "sales_rep")),
        ];
        assert!(held.iter().all(|answer| *answer == Err(Error::ForeignKey)), "{held:?}");
    });
}

#[test]
fn sessions_end_and_tokens_work_once() {
    each_engine(|database| {
        write(database, |w| {
            let ann = UserId(id(1));
            users::user_create(w, &user(1, "ann"))?;
            for n in 1..=3 {
                sessions::session_create(
                    w,
                    &SessionRow {
                        id: SessionId(id(100 + u128::from(n))),
                        token_hash: vec![n; 32],
                        user_id: ann,
                        created_at: at(0),
                        last_used_at: at(0),
                        expires_at: at(1_000),
                        idle_secs: 100,
                        address: "::1".into(),
                        user_agent: "test".into(),
                        strength: "password".into(),
                        ended_at: None,
                        ended_why: None,
                        device_id: None,
                        proved_at: at(0),
                    },
                )?;
            }
            let first = sessions::session_find_by_hash(w, &[1; 32])?.unwrap();
            assert_eq!(sessions::session_find_by_hash(w, &[9; 32])?, None);
            sessions::session_touch(w, first.id, at(90))?;
            sessions::session_touch(w, first.id, at(80))?;
            let live = |w: &mut Writer<'_>, now| sessions::sessions_of_user(w, ann, at(now)).map(|s| s.len());
            assert_eq!((live(w, 99)?, live(w, 120)?, live(w, 1_000)?), (3, 1, 0));
            assert!(!sessions::session_end(w, UserId(id(2)), first.id, at(1), "theft")?);
            assert!(sessions::session_end(w, ann, SessionId(id(102)), at(1), "left")?);
            assert_eq!(sessions::sessions_end_of_user(w, ann, Some(first.id), at(2), "password")?, 1);
            assert_eq!(sessions::sessions_end_of_user(w, ann, None, at(3), "password")?, 1);
            assert_eq!(sessions::sessions_sweep(w, at(3))?, 2);

            let invitation = InvitationRow {
                id: id(200),
                token_hash: vec![5; 32],
                user_id: ann,
                created_by: ann,
                created_at: at(0),
                expires_at: at(50),
            };
            invitations::invitation_create(w, &invitation)?;
            assert_eq!(invitations::invitation_find_by_hash(w, &[5; 32])?, Some(invitation));
            assert!(invitations::invitation_use(w, id(200))? && !invitations::invitation_use(w, id(200))?);
            assert_eq!(invitations::invitation_find_by_hash(w, &[5; 32])?, None);
            assert_eq!(invitations::invitations_withdraw(w, ann)?, 0);

            invitations::setup_token_put(w, &[6; 32], at(0))?;
            invitations::setup_token_put(w, &[7; 32], at(1))?;
            assert_eq!(invitations::setup_token_find(w, &[6; 32])?, None);
            assert_eq!(invitations::setup_token_find(w, &[7; 32])?, Some(at(1)));
            assert!(
                invitations::setup_token_use(w, &[7; 32], at(2))?
                    && !invitations::setup_token_use(w, &[7; 32], at(2))?
            );
            Ok(())
        });
    });
}

#[test]
fn failures_are_counted_within_their_window() {
    each_engine(|database| {
        write(database, |w| {
            let subject = [1u8; 32];
            let fail = |w: &mut Writer<'_>, now| attempts::attempt_fail(w, &subject, at(now), at(now - 60));
            assert_eq!((fail(w, 0)?, fail(w, 30)?, fail(w, 59)?, fail(w, 61)?), (1, 2, 3, 1));
            attempts::attempt_block(w, &subject, Some(at(500)))?;
            assert_eq!(attempts::attempts_sweep(w, at(400))?, 0);
            let row = attempts::attempt_find(w, &subject)?.unwrap();
            assert_eq!((row.failures, row.window_started_at, row.blocked_until), (1, at(61), Some(at(500))));
            attempts::attempt_clear(w, &subject)?;
            assert_eq!(attempts::attempt_find(w, &subject)?, None);

            settings::setting_put(w, "company", "{\"name\":\"客\"}", at(1), None)?;
            settings::setting_put(w, "company", "{}", at(2), Some(UserId(id(1))))?;
            assert_eq!(settings::setting_find(w, "company")?.as_deref(), Some("{}"));
            assert_eq!(settings::setting_list(w)?.len(), 1);
            assert!(settings::setting_delete(w, "company")?);
            Ok(())
        });
    });
}
