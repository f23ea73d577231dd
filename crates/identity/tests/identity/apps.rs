//! What apps are given over time: one budget, one access token, one grant for each person.

use identity::{Acting, AppDecision, AppTokens, CompromiseOptions, NewApp, OauthError, TokenRequest};
use model::Clock as _;
use model::{AppId, Problem};
use store::Dialect;
use store::testing::each_engine as databases;
use tokio::task::JoinSet;
use zeroize::Zeroizing;

use crate::tokens::{ADDRESS, BACK, allowed, approved, asks, serves};
use crate::world::{World, acting_as, code, each_engine, seconds};

type App = (String, Zeroizing<String>);

/// The administrator allows the app, which fetches its tokens.
async fn given(world: &World, app: &App) -> AppTokens {
    let code = Some(allowed(world, &app.0).await);
    let request = TokenRequest { grant_type: "authorization_code".into(), code, ..asks(app) };
    world.identity.app_tokens(request, ADDRESS).await.unwrap()
}

async fn refreshed(world: &World, app: &App, tokens: &AppTokens) -> AppTokens {
    refresh(world, app, tokens).await.unwrap()
}

async fn refresh(world: &World, app: &App, tokens: &AppTokens) -> Result<AppTokens, OauthError> {
    let request = TokenRequest {
        grant_type: "refresh_token".into(),
        refresh_token: Some(tokens.refresh.clone()),
        ..asks(app)
    };
    world.identity.app_tokens(request, ADDRESS).await
}

/// What is left of an app's budget.
async fn left(world: &World, token: &str) -> u64 {
    let found = world.identity.token_of(token, ADDRESS).await.unwrap().unwrap();
    let rest = found.budget.reserve_rest(world.clock.now());
    let amount = rest.amount();
    rest.given(0);
    amount
}

async fn reads(world: &World, token: &str, records: u64) {
    let found = world.identity.token_of(token, ADDRESS).await.unwrap().unwrap();
    found.budget.reserve(records, world.clock.now()).unwrap().given(records);
}

#[test]
fn a_refreshed_token_goes_on_with_the_budget_and_ends_the_one_before() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let app = approved(&world).await;
        let first = given(&world, &app).await;
        assert_eq!(left(&world, &first.access).await, 10_000);
        reads(&world, &first.access, 7_000).await;
        let second = refreshed(&world, &app, &first).await;
        assert!(!serves(&world, &first.access).await, "one access token at a time");
        assert_eq!(left(&world, &second.access).await, 3_000);
        reads(&world, &second.access, 1_000).await;
        world.identity.tokens_touch().await.unwrap();
        // Another server, or this one after a start, goes on with the same count.
        let started = World::of_seed(&database, 1, 300).await;
        let third = refreshed(&started, &app, &second).await;
        assert_eq!(left(&started, &third.access).await, 2_000);
        seconds(&started, 3600);
        let fourth = refreshed(&started, &app, &third).await;
        assert_eq!(left(&started, &fourth.access).await, 10_000, "a new hour");
    });
}

#[test]
fn a_new_answer_takes_the_place_of_the_one_before() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let app = approved(&world).await;
        let (first, second) = (given(&world, &app).await, given(&world, &app).await);
        assert!(!serves(&world, &first.access).await && serves(&world, &second.access).await);
        assert!(matches!(refresh(&world, &app, &first).await, Err(OauthError::InvalidGrant)));
        assert!(serves(&world, &second.access).await, "what is over was not stolen from the new one");
        let mine = world.identity.app_grants(&by).await.unwrap();
        assert_eq!(mine.len(), 1);
        assert_eq!(mine[0].scopes.to_string(), "records:read:account");
        // What is taken back is taken back with the codes under way.
        let code = Some(allowed(&world, &app.0).await);
        world.identity.app_grant_revoke(&by, mine[0].app.id).await.unwrap();
        let late = TokenRequest { grant_type: "authorization_code".into(), code, ..asks(&app) };
        assert!(matches!(world.identity.app_tokens(late, ADDRESS).await, Err(OauthError::InvalidGrant)));
        assert!(world.identity.app_grants(&by).await.unwrap().is_empty());
    });
}

/// Waits until so many connections to the database wait for another one's lock.
async fn waiting(world: &World, connections: i64) {
    let sql = "SELECT count(*) FROM pg_stat_activity
               WHERE datname = current_database() AND wait_event_type = 'Lock'";
    loop {
        let count: Result<Option<i64>, store::Error> =
            world.database.read(move |reader| reader.query_map_one(sql, &[], |row| row.int(0))).await;
        if count.unwrap() == Some(connections) {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[test]
fn an_app_that_is_being_given_tokens_loses_them_with_a_compromised_account() {
    databases(|database| {
        // An embedded database writes one thing at a time.
        if database.dialect() == Dialect::Sqlite {
            return;
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build();
        runtime.unwrap().block_on(async {
            let (here, there) =
                (World::with_administrator(database).await, World::of_seed(database, 1, 200).await);
            let by = here.administrator().await;
            let app = approved(&here).await;
            there.identity.refresh_if_changed().await.unwrap();
            let code = Some(allowed(&here, &app.0).await);
            let request = TokenRequest { grant_type: "authorization_code".into(), code, ..asks(&app) };
            // Somebody keeps the exchange from writing its token, when it has written its grant.
            let (begin, begun) = std::sync::mpsc::channel::<()>();
            let (end, over) = std::sync::mpsc::channel::<()>();
            let keeping = database.write(move |writer| {
                writer.execute("LOCK TABLE api_token IN SHARE ROW EXCLUSIVE MODE", &[])?;
                begin.send(()).unwrap();
                over.recv().unwrap();
                Ok::<(), store::Error>(())
            });
            let mut kept = JoinSet::new();
            kept.spawn(keeping);
            tokio::task::spawn_blocking(move || begun.recv().unwrap()).await.unwrap();
            let exchanging = async { there.identity.app_tokens(request, ADDRESS).await };
            let compromising = async {
                waiting(&here, 1).await;
                let options = CompromiseOptions::default();
                let compromised = async { here.identity.compromised_mine(&by, options).await };
                let letting_go = async {
                    waiting(&here, 2).await;
                    end.send(()).unwrap();
                };
                futures_util::future::join(compromised, letting_go).await.0
            };
            let (given, compromised) = futures_util::future::join(exchanging, compromising).await;
            kept.join_next().await.unwrap().unwrap().unwrap();
            compromised.unwrap();
            let given = given.unwrap();
            assert!(!serves(&here, &given.access).await && !serves(&there, &given.access).await);
            assert!(matches!(refresh(&there, &app, &given).await, Err(OauthError::InvalidGrant)));
        });
    });
}

async fn registered(world: &World, by: &Acting) -> Result<AppId, Problem> {
    let wanted = NewApp {
        name: "Robot".into(),
        publisher: "Robots Ltd".into(),
        redirect_uris: vec![BACK.into()],
        scopes: vec!["records:read:account".into()],
        ..NewApp::default()
    };
    Ok(world.identity.app_register(by, wanted, &world.metadata).await?.info.id)
}

#[test]
fn nobody_fills_the_list_of_apps_and_what_waits_stands_first() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let officer = world.colleague("officer@yunling.example", &["security_officer"]).await;
        let rep = world.colleague("rep@yunling.example", &["sales_rep"]).await;
        let (officer, rep) = (acting_as(&world, officer), acting_as(&world, rep));
        let waits = registered(&world, &rep).await.unwrap();
        let decision = AppDecision { approve: true, version: 1, ..AppDecision::default() };
        let acts = registered(&world, &rep).await.unwrap();
        world.identity.app_decide(&officer, acts, decision, &world.metadata).await.unwrap();
        // Ended at once, they wait for nobody; but there are so many a day.
        for _ in 2..20 {
            let id = registered(&world, &rep).await.unwrap();
            world.identity.app_revoke(&rep, id).await.unwrap();
        }
        assert_eq!(code(registered(&world, &rep).await), "apps_too_many_today");
        registered(&world, &officer).await.unwrap();
        let all = world.identity.apps(&officer).await.unwrap();
        let states: Vec<&str> = all.iter().map(|app| app.state.as_str()).collect();
        assert_eq!(states[..4], ["quarantined", "quarantined", "approved", "revoked"]);
        assert_eq!((all[1].id, all[2].id, all.len()), (waits, acts, 21));
        seconds(&world, 24 * 3600);
        for _ in 1..10 {
            registered(&world, &rep).await.unwrap();
        }
        assert_eq!(code(registered(&world, &rep).await), "apps_too_many");
        // What is long over goes; what waits and what acts stays.
        seconds(&world, 89 * 24 * 3600 - 10);
        assert_eq!(world.identity.tokens_sweep().await.unwrap(), 0);
        seconds(&world, 20);
        assert_eq!(world.identity.tokens_sweep().await.unwrap(), 18);
        assert_eq!(world.identity.apps(&officer).await.unwrap().len(), 12);
    });
}
