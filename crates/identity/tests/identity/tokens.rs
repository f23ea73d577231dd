//! Tokens and apps: what is kept of them, and what other servers of the same company know.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use identity::{
    Acting, AppDecision, AuthorizeRequest, ConsentAnswer, NewApp, NewToken, OauthError, TokenMade,
    TokenRequest, TokenRules, TokensShown,
};
use store::testing::each_engine as databases;
use store::{Database, Dialect};
use zeroize::Zeroizing;

use crate::world::{World, acting_as, code, each_engine, seconds};

pub(crate) const ADDRESS: Option<&str> = Some("203.0.113.7");
pub(crate) const BACK: &str = "https://app.example/back";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub(crate) async fn made(world: &World, by: &Acting, records_per_hour: Option<u64>) -> TokenMade {
    let wanted = NewToken {
        name: "Robot".into(),
        scopes: vec!["records:read:*".into()],
        records_per_hour,
        ..NewToken::default()
    };
    world.identity.token_make(by, wanted, &world.metadata).await.unwrap()
}

/// An approved app, allowed by the administrator: its code.
pub(crate) async fn allowed(world: &World, app: &str) -> Zeroizing<String> {
    let by = world.administrator().await;
    let request = AuthorizeRequest {
        response_type: "code".into(),
        client_id: app.into(),
        redirect_uri: BACK.into(),
        code_challenge: CHALLENGE.into(),
        code_challenge_method: "S256".into(),
        ..AuthorizeRequest::default()
    };
    let url = world.identity.app_consent(&by, request, ConsentAnswer::Allow).await.unwrap();
    let code = url.split_once("code=").unwrap().1.split('&').next().unwrap();
    Zeroizing::new(code.to_owned())
}

pub(crate) async fn approved(world: &World) -> (String, Zeroizing<String>) {
    let officer = world.colleague("officer@yunling.example", &["security_officer"]).await;
    let by = world.administrator().await;
    let wanted = NewApp {
        name: "Robot".into(),
        publisher: "Robots Ltd".into(),
        redirect_uris: vec![BACK.into()],
        scopes: vec!["records:read:account".into()],
        confidential: true,
        ..NewApp::default()
    };
    let app = world.identity.app_register(&by, wanted, &world.metadata).await.unwrap();
    let decision = AppDecision { approve: true, version: 1, ..AppDecision::default() };
    let officer = acting_as(world, officer);
    world.identity.app_decide(&officer, app.info.id, decision, &world.metadata).await.unwrap();
    (app.info.id.to_string(), app.secret.unwrap())
}

pub(crate) fn asks(app: &(String, Zeroizing<String>)) -> TokenRequest {
    TokenRequest {
        client_id: app.0.clone(),
        client_secret: Some(app.1.clone()),
        redirect_uri: Some(BACK.into()),
        code_verifier: Some(Zeroizing::new(VERIFIER.into())),
        ..TokenRequest::default()
    }
}

pub(crate) async fn serves(world: &World, token: &str) -> bool {
    world.identity.token_of(token, ADDRESS).await.unwrap().is_some()
}

/// Every value of every table, as text and as bytes.
async fn everything(database: &Database) -> Vec<u8> {
    let dumped: Result<Vec<u8>, store::Error> = database
        .read(|reader| {
            let names = reader.dialect().pick(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
                 AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name",
                "SELECT table_name::text FROM information_schema.tables
                 WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1",
            );
            let names = reader.query_map(names, &[], |row| row.string(0))?;
            let mut all = Vec::new();
            for name in names {
                let sql = match reader.dialect() {
                    Dialect::Sqlite => format!("SELECT * FROM \"{name}\""),
                    Dialect::Postgres => format!("SELECT CAST(t.* AS text) FROM \"{name}\" t"),
                };
                let rows = reader.query_map(&sql, &[], |row| {
                    let mut bytes = Vec::new();
                    for column in 0..row.width() {
                        match row.get(column)? {
                            model::Scalar::Text(text) => bytes.extend(text.into_bytes()),
                            model::Scalar::Bytes(raw) => {
                                // As PostgreSQL prints bytes, too.
                                bytes.extend(hex::encode(&raw).into_bytes());
                                bytes.extend(raw);
                            }
                            _ => {}
                        }
                        bytes.push(b'\n');
                    }
                    Ok(bytes)
                })?;
                all.extend(rows.concat());
            }
            Ok(all)
        })
        .await;
    dumped.unwrap()
}

#[test]
fn no_secret_of_a_program_is_kept_anywhere() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let token = made(&world, &by, None).await;
        assert!(serves(&world, &token.text).await);
        let app = approved(&world).await;
        let code = allowed(&world, &app.0).await;
        let request = || TokenRequest {
            grant_type: "authorization_code".into(),
            code: Some(code.clone()),
            ..asks(&app)
        };
        let tokens = world.identity.app_tokens(request(), ADDRESS).await.unwrap();
        assert!(serves(&world, &tokens.access).await);
        // Errors tell no secret either.
        let again = world.identity.app_tokens(request(), ADDRESS).await;
        assert!(matches!(again, Err(OauthError::InvalidGrant)));
        assert!(!serves(&world, &tokens.access).await);
        world.identity.token_revoke(&by, token.info.id).await.unwrap();
        assert!(!serves(&world, &token.text).await);
        world.identity.tokens_touch().await.unwrap();

        let (dump, log) = (everything(&database).await, format!("{:?}", world.log().await));
        assert!(dump.len() > 10_000);
        for secret in [&token.text, &app.1, &code, &tokens.access, &tokens.refresh] {
            let tail = secret.rsplit('_').next().filter(|tail| tail.len() > 40).unwrap_or(secret.as_str());
            let raw = URL_SAFE_NO_PAD
                .decode(&secret[secret.len() - if secret.len() == 43 { 43 } else { 48 }..])
                .unwrap();
            let hex = hex::encode(&raw[..32]);
            for form in [tail.as_bytes(), &raw[..32], hex.as_bytes()] {
                assert!(!dump.windows(form.len()).any(|window| window == form), "a secret is kept");
            }
            assert!(!log.contains(tail) && !log.contains(&hex));
        }
        // What is kept is the hash: the dump would have shown the secret.
        let raw = URL_SAFE_NO_PAD.decode(&token.text[token.text.len() - 48..]).unwrap();
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &raw[..32]);
        let hex = hex::encode(hash);
        assert!(dump.windows(hex.len()).any(|window| window == hex.as_bytes()));
    });
}

#[test]
fn a_token_revoked_at_one_server_is_refused_at_all() {
    databases(|database| {
        // Only PostgreSQL has several.
        if database.dialect() == Dialect::Sqlite {
            return;
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        runtime.unwrap().block_on(async {
            let here = World::with_administrator(database).await;
            let there = World::of_seed(database, 1, 200).await;
            let by = here.administrator().await;
            let token = made(&here, &by, Some(100)).await;
            assert!(serves(&there, &token.text).await && serves(&here, &token.text).await);
            // What one gives the other knows once it is written.
            let budget = there.identity.token_of(&token.text, ADDRESS).await.unwrap().unwrap().budget;
            budget.reserve(100, model::Clock::now(&*there.clock)).unwrap().given(70);
            there.identity.tokens_touch().await.unwrap();
            let budget = here.identity.token_of(&token.text, ADDRESS).await.unwrap().unwrap().budget;
            assert_eq!(budget.reserve_rest(model::Clock::now(&*here.clock)).amount(), 30);
            here.identity.token_revoke(&by, token.info.id).await.unwrap();
            assert!(!serves(&there, &token.text).await && !serves(&here, &token.text).await);
        });
    });
}

#[test]
fn the_use_of_a_token_is_written_once_and_known_after_a_start() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let token = made(&world, &by, Some(100)).await;
        for _ in 0..5 {
            assert!(serves(&world, &token.text).await);
        }
        let mine = world.identity.tokens_mine(&by, TokensShown::Live).await.unwrap();
        assert_eq!(mine[0].last_used_at, None);
        let now = || model::Clock::now(&*world.clock);
        let budget = world.identity.token_of(&token.text, ADDRESS).await.unwrap().unwrap().budget;
        budget.reserve(50, now()).unwrap().given(40);
        assert_eq!(world.identity.tokens_touch().await.unwrap(), 1);
        assert_eq!(world.identity.tokens_touch().await.unwrap(), 0, "once");
        let mine = world.identity.tokens_mine(&by, TokensShown::Live).await.unwrap();
        assert_eq!((mine[0].last_used_at, mine[0].last_address.as_deref()), (Some(now()), ADDRESS));
        let started = World::of_seed(&database, 1, 300).await;
        let budget = started.identity.token_of(&token.text, ADDRESS).await.unwrap().unwrap().budget;
        assert_eq!(budget.reserve_rest(now()).amount(), 60);
    });
}

#[test]
fn the_rules_hold_for_tokens_made_before() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let officer = world.colleague("officer@yunling.example", &["security_officer"]).await;
        let (by, officer) = (world.administrator().await, acting_as(&world, officer));
        let token = made(&world, &by, Some(1_000)).await;
        let rules = TokenRules { max_records_per_hour: 10, max_days: 5, ..TokenRules::default() };
        let rep = world.colleague("rep@yunling.example", &["sales_rep"]).await;
        let rep = acting_as(&world, rep);
        assert_eq!(code(world.identity.token_rules_change(&rep, rules).await), "forbidden");
        for bad in [TokenRules { max_days: 0, ..rules }, TokenRules { max_records_per_hour: 0, ..rules }] {
            assert_eq!(code(world.identity.token_rules_change(&officer, bad).await), "invalid_number");
        }
        world.identity.token_rules_change(&officer, rules).await.unwrap();
        let budget = world.identity.token_of(&token.text, ADDRESS).await.unwrap().unwrap().budget;
        assert_eq!(budget.reserve_rest(model::Clock::now(&*world.clock)).amount(), 10);
        let long = NewToken { name: "Long".into(), days: Some(6), ..NewToken::default() };
        assert_eq!(
            code(world.identity.token_make(&by, long, &world.metadata).await.map(drop)),
            "invalid_number"
        );
        assert_eq!(
            code(world.identity.tokens_of(&rep, by.principal.id(), TokensShown::Live).await),
            "forbidden"
        );
        let theirs = world.identity.tokens_of(&officer, by.principal.id(), TokensShown::Live).await.unwrap();
        assert_eq!(theirs.len(), 1);
        let revoked = world.identity.tokens_revoke_of(&rep, by.principal.id(), None, &world.metadata).await;
        assert_eq!(code(revoked), "forbidden");
        seconds(&world, 5 * 24 * 3600);
        assert!(!serves(&world, &token.text).await);
        assert!(world.identity.tokens_mine(&by, TokensShown::Live).await.unwrap().is_empty());
        world.identity.tokens_touch().await.unwrap();
        seconds(&world, 400 * 24 * 3600);
        assert!(world.identity.tokens_sweep().await.unwrap() >= 1);
    });
}

#[test]
fn what_is_long_over_is_swept_with_all_that_hangs_on_it() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let app = approved(&world).await;
        let code = allowed(&world, &app.0).await;
        let request =
            TokenRequest { grant_type: "authorization_code".into(), code: Some(code), ..asks(&app) };
        let mut tokens = world.identity.app_tokens(request, ADDRESS).await.unwrap();
        for _ in 0..3 {
            assert!(serves(&world, &tokens.access).await);
            world.identity.tokens_touch().await.unwrap();
            seconds(&world, 10 * 24 * 3600);
            let request = TokenRequest {
                grant_type: "refresh_token".into(),
                refresh_token: Some(tokens.refresh.clone()),
                ..asks(&app)
            };
            tokens = world.identity.app_tokens(request, ADDRESS).await.unwrap();
        }
        assert_eq!(world.identity.tokens_sweep().await.unwrap(), 0, "nothing is a month over");
        seconds(&world, 15 * 24 * 3600);
        let late = TokenRequest {
            grant_type: "refresh_token".into(),
            refresh_token: Some(tokens.refresh.clone()),
            ..asks(&app)
        };
        assert!(matches!(world.identity.app_tokens(late, ADDRESS).await, Err(OauthError::InvalidGrant)));
        seconds(&world, 200 * 24 * 3600);
        // Four access tokens, the code, the grant.
        assert_eq!(world.identity.tokens_sweep().await.unwrap(), 6);
        assert_eq!(world.identity.tokens_sweep().await.unwrap(), 0);
    });
}

#[test]
fn a_manager_of_users_does_not_end_the_tokens_of_somebody_with_more_rights() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let token = made(&world, &by, None).await;
        let role = access::Role {
            key: access::RoleKey::new("helper").unwrap(),
            label: model::Label::new("帮手", "Helper"),
            description: model::Label::default(),
            shipped: false,
            version: 0,
            system: [access::Capability::UsersManage].into(),
            objects: [].into(),
            default: None,
        };
        world.identity.role_create(&by, role, &world.metadata).await.unwrap();
        let helper = world.colleague("helper@yunling.example", &["helper"]).await;
        let helper = acting_as(&world, helper);
        let admin = by.principal.id();
        let ended = world.identity.tokens_revoke_of(&helper, admin, None, &world.metadata).await;
        assert_eq!(code(ended), "escalation");
        assert!(serves(&world, &token.text).await);
    });
}

#[test]
fn a_list_of_tokens_tells_what_was_used_and_what_is_over_and_why() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let (used, revoked) = (made(&world, &by, Some(100)).await, made(&world, &by, None).await);
        let budget = world.identity.token_of(&used.text, ADDRESS).await.unwrap().unwrap().budget;
        budget.reserve(50, model::Clock::now(&*world.clock)).unwrap().given(30);
        world.identity.token_revoke(&by, revoked.info.id).await.unwrap();
        let revoked_at = Some(model::Clock::now(&*world.clock));
        let list = async |which| world.identity.tokens_mine(&by, which).await.unwrap();
        let live = list(TokensShown::Live).await;
        assert_eq!((live.len(), live[0].used_this_hour, live[0].ended_at), (1, 30, None));
        world.identity.tokens_touch().await.unwrap();
        let beside = World::of_seed(&database, 1, 300).await;
        assert_eq!(beside.identity.tokens_mine(&by, TokensShown::Live).await.unwrap()[0].used_this_hour, 30);
        let ended = list(TokensShown::Ended).await;
        assert_eq!((ended.len(), ended[0].id, ended[0].ended_at), (1, revoked.info.id, revoked_at));
        assert_eq!(ended[0].ended_why.as_deref(), Some("revoked_by_owner"));
        seconds(&world, 3600);
        assert_eq!(list(TokensShown::Live).await[0].used_this_hour, 0, "another hour");
        seconds(&world, 30 * 24 * 3600);
        assert!(list(TokensShown::Ended).await.is_empty(), "after 30 days nobody is told");
        // One that ran out is told as well, though nobody ended it.
        seconds(&world, 61 * 24 * 3600);
        let ended = list(TokensShown::Ended).await;
        assert_eq!((ended.len(), ended[0].id), (1, used.info.id));
        assert_eq!(ended[0].ended_why.as_deref(), Some("expired"));
    });
}
