//! Devices, risk, compromise, the help desk, people who leave and move: as the room itself, on both engines.

use std::sync::{Arc, Mutex};

use identity::{
    Acting, CompromiseOptions, Device, Entry as Entrance, HelpDeskRules, Leaving, Message, Next, Place,
    Places, RiskRules, SafetyRules, TimelineQuery, UserChange, UserState,
};
use model::{Clock, SessionId, UserId};
use store::system::factors::{FactorRow, factor_create, passkey_seen_on};
use store::system::users::user_find;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::world::{ADMIN, OTHER_PASSWORD, PASSWORD, World, acting, acting_as, code, device, each_engine};

const WANG: &str = "wang@yunling.example";

/// Knows two networks.
pub(crate) struct TwoPlaces;

impl Places for TwoPlaces {
    fn place_of(&self, address: &str) -> Place {
        match address.split('.').next() {
            Some("203") => Place::known("CN", "Hangzhou", (30.27, 120.16)),
            Some("198") => Place::known("DE", "Berlin", (52.52, 13.4)),
            _ => Place::default(),
        }
    }
}

/// The same browser as always, with the tokens it was given.
fn known(tokens: &Mutex<Vec<vault::TokenHash>>) -> Device {
    Device { tokens: tokens.lock().unwrap().clone(), ..device() }
}

/// Signs in from that browser and keeps the token it gets.
async fn come_home(world: &World, email: &str, tokens: &Mutex<Vec<vault::TokenHash>>) -> identity::SignedIn {
    let entry = world.enter(email, PASSWORD, &known(tokens)).await.unwrap();
    let signed_in = entry.signed_in().unwrap();
    if let Some(token) = &signed_in.device {
        tokens.lock().unwrap().extend(Device::tokens_of(token));
    }
    signed_in
}

fn abroad() -> Device {
    Device { address: Some("198.51.100.9".into()), ..device() }
}

/// The last six digits that were mailed.
async fn mailed_code(world: &World) -> String {
    loop {
        let arrived = world.post.arrived.notified();
        let found = world.post.messages.lock().unwrap().iter().rev().find_map(|message| match message {
            Message::Mail { text, .. } => digits(text),
            Message::Sms { .. } => None,
        });
        if let Some(found) = found {
            return found;
        }
        arrived.await;
    }
}

fn has_mail(world: &World, words: &str) -> bool {
    let found = |message: &Message| matches!(message, Message::Mail { text, .. } if text.contains(words));
    world.post.messages.lock().unwrap().iter().any(found)
}

fn digits(text: &str) -> Option<String> {
    let words = text.split(|c: char| !c.is_ascii_digit());
    words.into_iter().find(|word| word.len() == 6).map(Into::into)
}

/// The letters go out while the test runs.
fn postman(world: &World) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    tasks.spawn(world.identity.clone().deliver(std::future::pending()));
    tasks
}

fn passkey(user: UserId, n: u8, world: &World) -> FactorRow {
    let now = world.clock.now();
    FactorRow {
        id: Uuid::from_u128(u128::from(n)),
        user_id: user,
        kind: "passkey".into(),
        label: format!("Phone {n}"),
        secret_sealed: vec![n],
        credential_hash: Some(vec![n; 32]),
        last_step: None,
        created_at: now,
        confirmed_at: Some(now),
        last_used_at: Some(now),
    }
}

async fn bind(world: &World, factor: FactorRow, on: Option<Uuid>) {
    let (user, at) = (factor.user_id, factor.last_used_at.unwrap());
    let bound = world.database.write(move |writer| {
        factor_create(writer, &factor)?;
        match on {
            Some(device) => passkey_seen_on(writer, user, device, at),
            None => Ok(()),
        }
    });
    let bound: Result<(), store::Error> = bound.await;
    bound.unwrap();
}

#[test]
fn a_compromised_account_loses_everything_at_once_and_comes_back_by_a_mailed_code() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let _postman = postman(&world);
        let wang = world.colleague(WANG, &["sales_rep"]).await;
        let home = Mutex::default();
        let one = come_home(&world, WANG, &home).await;
        let two = world.sign_in(WANG, PASSWORD).await.unwrap();
        world.identity.reset_ask(WANG, &device()).await.unwrap();
        while !has_mail(&world, "/reset?token=") {
            world.post.arrived.notified().await;
        }
        let done =
            world.identity.compromised_mine(&acting(&one), CompromiseOptions::default()).await.unwrap();
        assert_eq!((done.revoked.sessions, done.revoked.links), (3, 1));
        assert!(done.revoked.devices >= 2);
        for token in [&one.token, &two.token] {
            assert!(world.identity.session_of(token).await.unwrap().is_none());
        }
        let row: Result<_, store::Error> = world.database.read(move |reader| user_find(reader, wang)).await;
        let row = row.unwrap().unwrap();
        assert_eq!((row.password_change_why.as_deref(), row.state), (Some("incident"), UserState::Active));
        // The browser is a stranger's again; the password alone is no longer enough.
        world.post.messages.lock().unwrap().clear();
        let Entrance::Waiting { step, token } = world.enter(WANG, PASSWORD, &known(&home)).await.unwrap()
        else {
            panic!("more is asked")
        };
        let Next::Factor(offers) = step.next else { panic!("a code is asked for") };
        assert_eq!(offers[0].kind, "email_code");
        assert_eq!(offers[0].sent_to.as_deref(), Some("w***@yunling.example"));
        let flow = token.unwrap();
        for kind in ["totp", "recovery_code", "sms_code"] {
            let wrong = world.identity.factor_answer(&flow, kind, "123456", &device()).await;
            assert!(wrong.is_err(), "{kind}");
        }
        // A wrong kind ended the try for good: nobody goes round the code.
        let Entrance::Waiting { token, .. } = world.enter(WANG, PASSWORD, &device()).await.unwrap() else {
            panic!("more is asked")
        };
        let flow = token.unwrap();
        world.identity.code_send(&flow, "email_code", &device()).await.unwrap();
        let mailed = mailed_code(&world).await;
        let wrong = if mailed == "000000" { "000001" } else { "000000" };
        let refused = world.identity.factor_answer(&flow, "email_code", wrong, &device()).await;
        assert_eq!(code(refused), "factor_failed");
        let entry = world.identity.factor_answer(&flow, "email_code", &mailed, &device()).await.unwrap();
        let Entrance::Waiting { step, .. } = entry else { panic!("another password is asked for") };
        assert_eq!(step.next, Next::NewPassword { why: "incident".into(), factor_bound: false });
        let entry = world.identity.new_password(&flow, OTHER_PASSWORD, &device()).await.unwrap();
        assert!(entry.signed_in().is_some());
        assert_eq!(world.acts_of("compromised/done").await, 1);
    });
}

#[test]
fn a_sign_in_at_the_same_moment_does_not_outlive_the_end_of_everything() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        for round in 0..3 {
            let email = format!("wang{round}@yunling.example");
            world.colleague(&email, &["sales_rep"]).await;
            let signed_in = world.sign_in(&email, PASSWORD).await.unwrap();
            let by = acting(&signed_in);
            let tries = (0..12).map(|_| {
                let (world, email) = (&world, email.clone());
                async move { world.enter(&email, PASSWORD, &device()).await.ok()?.signed_in() }
            });
            let ending = world.identity.compromised_mine(&by, CompromiseOptions::default());
            let (tokens, ended) = tokio::join!(futures_util::future::join_all(tries), ending);
            ended.unwrap();
            for signed_in in tokens.into_iter().flatten() {
                assert!(world.identity.session_of(&signed_in.token).await.unwrap().is_none());
            }
        }
    });
}

#[test]
fn what_another_server_believes_is_over_when_the_answer_begins() {
    each_engine(|database| async move {
        let here = World::with_administrator(&database).await;
        here.colleague(WANG, &["sales_rep"]).await;
        let signed_in = here.sign_in(WANG, PASSWORD).await.unwrap();
        if database.dialect() == store::Dialect::Sqlite {
            return;
        }
        let there = World::of_seed(&database, 1, 300).await;
        assert!(there.identity.session_of(&signed_in.token).await.unwrap().is_some());
        let began = std::time::Instant::now();
        here.identity.compromised_mine(&acting(&signed_in), CompromiseOptions::default()).await.unwrap();
        // The other server's clock, which counts whole seconds here, went on while this one waited.
        let waited = began.elapsed();
        assert!(waited > std::time::Duration::from_secs(1));
        there.clock.advance_secs(i64::try_from(waited.as_millis().div_ceil(1000)).unwrap());
        assert!(there.identity.session_of(&signed_in.token).await.unwrap().is_none());
    });
}

#[test]
fn factors_bound_lately_are_named_and_go_only_with_a_fresh_proof() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let wang = world.colleague(WANG, &["sales_rep"]).await;
        let signed_in = world.sign_in(WANG, PASSWORD).await.unwrap();
        let old =
            FactorRow { created_at: "2026-01-01T00:00:00Z".parse().unwrap(), ..passkey(wang, 1, &world) };
        bind(&world, old, None).await;
        bind(&world, passkey(wang, 2, &world), None).await;
        world.clock.advance_secs(16 * 60);
        let by = acting(&signed_in);
        let options = CompromiseOptions { remove_factors: true, days: None };
        assert_eq!(code(world.identity.compromised_mine(&by, options).await), "step_up_required");
        let wrong = CompromiseOptions { days: Some(0), ..options };
        assert_eq!(code(world.identity.compromised_mine(&by, wrong).await), "invalid_number");
        let admin = world.administrator().await;
        let done = world.identity.compromised_of(&admin, wang, options, &world.metadata).await.unwrap();
        assert_eq!(done.factors.len(), 1);
        assert!(done.factors[0].label == "Phone 2" && done.factors[0].removed);
        let left = world.identity.security_of(&admin, wang).await;
        // The older one stays; its made-up secret can't be read, which is not this test's business.
        assert!(left.is_ok());
        // Nobody reaches up: a colleague can't shut the administrator out.
        let colleague = acting_as(&world, wang);
        let up = world.identity.compromised_of(&colleague, admin.principal.id(), options, &world.metadata);
        assert_eq!(code(up.await), "forbidden");
    });
}

#[test]
fn a_lost_device_takes_its_sessions_with_it_and_no_others() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let wang = world.colleague(WANG, &["sales_rep"]).await;
        let home = Mutex::default();
        let kept = come_home(&world, WANG, &home).await;
        let phone = world.sign_in(WANG, PASSWORD).await.unwrap();
        let by = acting(&kept);
        let list = world.identity.sessions_mine(&by).await.unwrap();
        let lost = list.live.iter().find(|session| session.id == phone.session.id).unwrap();
        assert_eq!(lost.strength, ["password"]);
        assert!(lost.device_first_seen_at.is_some());
        let id = lost.device_id.unwrap();
        bind(&world, passkey(wang, 1, &world), Some(id)).await;
        let devices = world.identity.devices_mine(&by).await.unwrap();
        let shown = devices.iter().find(|device| device.id == id).unwrap();
        assert_eq!((shown.sessions, shown.passkeys.len(), shown.current), (1, 1, false));
        assert!(devices.iter().any(|device| device.current));
        world.clock.advance_secs(16 * 60);
        let stale = world.identity.device_lost_mine(&by, id, true).await;
        assert_eq!(code(stale), "step_up_required");
        let gone = world.identity.device_lost_mine(&by, id, false).await.unwrap();
        assert_eq!((gone.sessions, gone.passkeys[0].label.as_str(), gone.removed), (1, "Phone 1", false));
        assert!(world.identity.session_of(&phone.token).await.unwrap().is_none());
        assert!(world.identity.session_of(&kept.token).await.unwrap().is_some());
        assert_eq!(code(world.identity.device_lost_mine(&by, id, false).await), "not_found");
        let list = world.identity.sessions_mine(&by).await.unwrap();
        let over = list.over.iter().find(|session| session.id == phone.session.id).unwrap();
        assert_eq!(over.ended_why.as_deref(), Some("device_lost"));
        // An administrator may do the same, and take the passkeys away.
        let admin = world.administrator().await;
        let device = world.identity.devices_of(&admin, wang).await.unwrap()[0].id;
        let lost = world.identity.device_lost_of(&admin, wang, device, true, &world.metadata).await.unwrap();
        assert!(!lost.removed, "no passkey was used there");
        assert_eq!(world.acts_of("device_lost/done").await, 2);
    });
}

#[test]
fn an_unusual_sign_in_is_asked_about_told_or_refused_by_the_rules() {
    each_engine(|database| async move {
        let world = World::with_places(&database, Arc::new(TwoPlaces)).await;
        let _postman = postman(&world);
        let home = Mutex::default();
        for _ in 0..3 {
            let signed_in = come_home(&world, ADMIN, &home).await;
            world.clock.advance_secs(3600);
            drop(signed_in);
        }
        let admin = acting(&come_home(&world, ADMIN, &home).await);
        let list = world.identity.sessions_mine(&admin).await.unwrap();
        assert_eq!(list.live[0].place.country.as_deref(), Some("CN"));
        // Berlin an hour after Hangzhou, in a browser nobody knows.
        world.clock.advance_secs(3600);
        let Entrance::Waiting { step, token } = world.enter(ADMIN, PASSWORD, &abroad()).await.unwrap() else {
            panic!("a code is asked for")
        };
        assert!(matches!(&step.next, Next::Factor(offers) if offers[0].kind == "email_code"));
        let flow = token.unwrap();
        // Going on from home does not make the same try usual.
        let seen = world.identity.flow_step(&flow, &known(&home)).await.unwrap();
        assert!(matches!(seen.next, Next::Factor(_)));
        world.identity.code_send(&flow, "email_code", &abroad()).await.unwrap();
        let mailed = mailed_code(&world).await;
        let entry = world.identity.factor_answer(&flow, "email_code", &mailed, &abroad()).await.unwrap();
        let signed_in = entry.signed_in().unwrap();
        let entries = world.log().await;
        let last = entries.iter().rfind(|entry| entry.action == "sign_in").unwrap();
        assert_eq!(last.session, Some(signed_in.session.id));
        assert_eq!(last.detail["risk"], "step_up");
        assert_eq!(
            last.detail["reasons"],
            serde_json::json!(["new_device", "new_network", "new_country", "impossible_speed"])
        );
        assert_eq!(last.detail["strength"], "password,mailed_code");
        // A rule of the company's refuses with the words of a wrong password.
        let only = |country: &str| SafetyRules {
            risk: RiskRules { countries: Some(vec![country.into()]), ..RiskRules::default() },
            ..SafetyRules::default()
        };
        let out = world.identity.safety_rules_change(&admin, only("DE")).await;
        assert_eq!(code(out), "invalid_option", "nobody shuts themselves out");
        world.identity.safety_rules_change(&admin, only("CN")).await.unwrap();
        assert_eq!(code(world.enter(ADMIN, PASSWORD, &abroad()).await), "sign_in_failed");
        assert!(come_home(&world, ADMIN, &home).await.device.is_none());
    });
}

#[test]
fn the_help_desk_knows_whom_it_talks_to_by_a_code_that_works_once() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let wang = world.colleague(WANG, &["sales_rep"]).await;
        let helper = world.colleague("help@yunling.example", &["administrator"]).await;
        let (by, person) = (acting_as(&world, helper), acting_as(&world, wang));
        let check = |spoken: String| {
            let (identity, by) = (world.identity.clone(), by.clone());
            async move { identity.help_code_check(&by, wang, &spoken).await.unwrap() }
        };
        assert!(!check("AAAA-AAAA".into()).await, "there is none");
        let reset = || world.identity.user_factors_reset(&by, wang, &world.metadata);
        assert_eq!(code(reset().await), "help_code_required");
        let made = world.identity.help_code_make(&person).await.unwrap();
        assert!(made.code.len() == 9 && made.code.contains('-'));
        assert!(check(made.code.to_lowercase().replace('-', " ").replace('0', "o")).await);
        assert!(!check(made.code.to_string()).await, "it works once");
        reset().await.unwrap();
        world.clock.advance_secs(16 * 60);
        assert_eq!(code(reset().await), "help_code_required");
        // Five wrong ones use it up; five minutes end it.
        let made = world.identity.help_code_make(&person).await.unwrap();
        for _ in 0..5 {
            assert!(!check("ZZZZ-ZZZZ".into()).await);
        }
        assert!(!check(made.code.to_string()).await);
        let made = world.identity.help_code_make(&person).await.unwrap();
        world.clock.advance_secs(301);
        assert!(!check(made.code.to_string()).await);
        // Whoever looks after security is not bound; and the rule can be turned off.
        let founder = world.administrator().await;
        world.identity.user_factors_reset(&founder, wang, &world.metadata).await.unwrap();
        let rules =
            SafetyRules { help_desk: HelpDeskRules { code_required: false }, ..SafetyRules::default() };
        world.identity.safety_rules_change(&founder, rules).await.unwrap();
        reset().await.unwrap();
        // The person sees who calls, and the same two words.
        assert_eq!(world.identity.help_call_mine(&person).await.unwrap(), None);
        let call = world.identity.help_call(&by, wang).await.unwrap();
        assert_ne!(call.words.en[0], call.words.en[1]);
        assert_eq!(world.identity.help_call_mine(&person).await.unwrap().unwrap(), call);
        world.clock.advance_secs(601);
        assert_eq!(world.identity.help_call_mine(&person).await.unwrap(), None);
        assert_eq!(code(world.identity.help_call(&by, helper).await), "self_change");
        assert_eq!(code(world.identity.help_code_check(&person, helper, "x").await), "forbidden");
        // Both sides stand in the log, and no code does.
        let log = world.log().await;
        assert!(log.iter().any(|entry| entry.action == "help_code_made"));
        assert!(log.iter().any(|entry| entry.action == "help_code_checked" && entry.outcome == "failed"));
        assert!(!log.iter().any(|entry| entry.detail.to_string().contains(&*made.code)));
    });
}

#[test]
fn somebody_who_leaves_loses_access_and_a_list_with_a_clock_begins() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let wang = world.colleague(WANG, &["sales_rep"]).await;
        let heir = world.colleague("heir@yunling.example", &["sales_rep"]).await;
        let admin = world.administrator().await;
        let team = identity::NewTeam { name: "East".into(), parent: None, manager: Some(wang) };
        let team = world.identity.team_create(&admin, team).await.unwrap();
        let signed_in = world.sign_in(WANG, PASSWORD).await.unwrap();
        let leave = |user: UserId, successor: Option<UserId>| {
            let (identity, by, metadata) = (world.identity.clone(), admin.clone(), world.metadata.clone());
            let items = vec!["Car keys".to_owned()];
            let leaving = Leaving { successor, note: "Moved to Chengdu".into(), items };
            async move { identity.user_leave(&by, user, leaving, &metadata).await }
        };
        assert_eq!(code(leave(admin.principal.id(), Some(heir)).await), "self_change");
        assert_eq!(code(leave(wang, Some(wang)).await), "invalid_option");
        assert!(world.identity.session_of(&signed_in.token).await.unwrap().is_some(), "nothing was done");
        let left = leave(wang, Some(heir)).await.unwrap();
        assert!(world.identity.session_of(&signed_in.token).await.unwrap().is_none());
        assert_eq!(code(world.enter(WANG, PASSWORD, &device()).await), "sign_in_failed");
        let keys: Vec<&str> = left.items.iter().map(|item| item.key.as_str()).collect();
        assert_eq!(keys, ["laptop", "phone_number", "mailbox", ""]);
        assert_eq!(left.due_at.duration_since(left.left_at).as_hours(), 24);
        assert_eq!(left.summary["teams"], 1);
        assert!(left.handover.as_ref().is_some_and(|handover| !handover.done));
        let teams = world.identity.team_list().await.unwrap();
        assert_eq!(teams.iter().find(|one| one.id == team.id).unwrap().manager.as_ref().unwrap().0, heir);
        world.clock.advance_secs(25 * 3600);
        let admin = world.administrator().await;
        assert!(world.identity.leaver(&admin, wang).await.unwrap().overdue);
        for item in &left.items {
            world.identity.leaver_item_tick(&admin, wang, item.id, true).await.unwrap();
        }
        let all = world.identity.leavers(&admin).await.unwrap();
        assert!(all[0].items.iter().all(|item| item.done_at.is_some()));
        assert!(!all[0].done, "the records are not handed over in this test");
        assert_eq!(code(world.identity.leaver(&acting_as(&world, heir), wang).await), "forbidden");
        assert_eq!(code(world.identity.leaver(&admin, heir).await), "not_found");
    });
}

#[test]
fn a_move_waits_until_somebody_else_confirms_the_new_rights() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let wang = world.colleague(WANG, &["sales_rep"]).await;
        let second = world.colleague("second@yunling.example", &["administrator"]).await;
        let admin = world.administrator().await;
        let roles_by = async |by: &Acting, roles: Option<&[&str]>, active| {
            let version = world.identity.user_find(by, wang).await.unwrap().version;
            let roles = roles.map(|roles| roles.iter().map(|role| (*role).to_owned()).collect());
            let change = UserChange { version, roles, active, ..UserChange::default() };
            world.identity.user_change(by, wang, change, &world.metadata).await.unwrap();
        };
        let roles = async |roles: &[&str]| roles_by(&admin, Some(roles), None).await;
        let makers = async || {
            let open = world.identity.rights_reviews(&admin).await.unwrap();
            open[0].makers.iter().map(|maker| maker.0).collect::<Vec<_>>()
        };
        roles(&["sales_manager"]).await;
        roles(&["marketing"]).await;
        let open = world.identity.rights_reviews(&admin).await.unwrap();
        assert_eq!(open.len(), 1, "one review for all the changes until it is confirmed");
        assert_eq!(open[0].before.roles, ["sales_rep"]);
        assert_eq!(open[0].after.roles, ["marketing"]);
        let confirm = |by| world.identity.rights_review_confirm(by, open[0].id);
        assert_eq!(code(confirm(&admin).await), "self_change");
        let (person, other) = (acting_as(&world, wang), acting_as(&world, second));
        assert_eq!(code(confirm(&person).await), "not_found");
        // Nor may either of two who changed it, while a third could.
        let third = world.colleague("third@yunling.example", &["administrator"]).await;
        roles_by(&other, Some(&["sales_manager"]), None).await;
        assert_eq!(makers().await, [admin.principal.id(), second]);
        assert_eq!(code(confirm(&admin).await), "self_change");
        assert_eq!(code(confirm(&other).await), "self_change");
        let other = acting_as(&world, third);
        confirm(&other).await.unwrap();
        assert_eq!(code(confirm(&other).await), "not_found");
        assert!(world.identity.rights_reviews(&admin).await.unwrap().is_empty());
        // Taken back before anybody confirmed: nothing to review.
        roles(&["sales_rep"]).await;
        roles(&["sales_manager"]).await;
        assert!(world.identity.rights_reviews(&admin).await.unwrap().is_empty());
        // Being disabled meanwhile is no way round.
        roles_by(&admin, None, Some(false)).await;
        roles(&["marketing"]).await;
        roles_by(&admin, None, Some(true)).await;
        let open = world.identity.rights_reviews(&admin).await.unwrap();
        assert_eq!((open.len(), &*open[0].after.roles), (1, &["marketing".to_owned()][..]));
    });
}

#[test]
fn whoever_comes_back_keeps_what_was_not_handed_over() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (wang, heir) = (
            world.colleague(WANG, &["sales_rep"]).await,
            world.colleague("heir@yunling.example", &["sales_rep"]).await,
        );
        let admin = world.administrator().await;
        let leave = async || {
            let leaving = Leaving { successor: Some(heir), ..Leaving::default() };
            world.identity.user_leave(&admin, wang, leaving, &world.metadata).await
        };
        leave().await.unwrap();
        assert_eq!(code(leave().await), "left_already");
        let version = world.identity.user_find(&admin, wang).await.unwrap().version;
        let change = UserChange { version, active: Some(true), ..UserChange::default() };
        world.identity.user_change(&admin, wang, change, &world.metadata).await.unwrap();
        let jobs = world.database.read(|reader| {
            let sql = "SELECT state FROM job WHERE kind = 'handover' AND finished_at IS NOT NULL";
            reader.query_map(sql, &[], |row| row.string(0))
        });
        let jobs: Result<_, store::Error> = jobs.await;
        assert_eq!(jobs.unwrap(), ["stopped"]);
        assert!(world.identity.leavers(&admin).await.unwrap().is_empty());
        leave().await.unwrap();
    });
}

#[test]
fn the_timeline_shows_what_a_credential_touched_by_session_and_device() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let admin = world.administrator().await;
        let wang = world.colleague(WANG, &["sales_rep"]).await;
        let one = world.sign_in(WANG, PASSWORD).await.unwrap();
        let two = world.sign_in(WANG, PASSWORD).await.unwrap();
        let by = acting(&two);
        world.identity.sessions_end_others(&by).await.unwrap();
        let query = TimelineQuery { limit: 100, ..TimelineQuery::default() };
        let look = async |query: TimelineQuery| world.identity.timeline(&admin, wang, query).await.unwrap();
        let all = look(query.clone()).await;
        assert!(all.groups.iter().map(|group| group.events).sum::<usize>() >= 4);
        let session: SessionId = one.session.id;
        let of_one = look(TimelineQuery { session: Some(session), ..query.clone() }).await;
        let kinds: Vec<&str> = of_one.groups.iter().map(|group| group.kind).collect();
        assert_eq!(kinds, ["signed_in"]);
        let devices = world.identity.sessions_mine(&by).await.unwrap();
        let device = devices.live[0].device_id;
        let of_device = look(TimelineQuery { device, ..query.clone() }).await;
        assert!(of_device.groups.iter().all(|group| group.session == Some(two.session.id)));
        assert!(of_device.groups.iter().any(|group| group.kind == "account"));
        let nowhere = look(TimelineQuery { device: Some(Uuid::from_u128(9)), ..query.clone() }).await;
        assert!(nowhere.groups.is_empty());
        // Page by page it is the same.
        let (mut after, mut events) = (None, 0);
        loop {
            let page = look(TimelineQuery { limit: 1, after, ..query.clone() }).await;
            events += page.groups.iter().map(|group| group.events).sum::<usize>();
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(events, all.groups.iter().map(|group| group.events).sum::<usize>());
        let refused = world.identity.timeline(&by, wang, query).await;
        assert_eq!(code(refused), "forbidden");
    });
}
